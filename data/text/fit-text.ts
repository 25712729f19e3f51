import type { TextSettings } from '../../shared/dataset.ts';
import type { TextPreprocessing } from '../../shared/preprocessing.ts';
import { fitOutputs } from '../fit/fit-outputs.ts';
import { invalid } from '../invalid.ts';
import { limits } from '../limits.ts';
import type { Target } from '../target.ts';
import type { TokenisedTexts } from './tokenised-texts.ts';

/** Tokens of a row that nobody asked for. */
const mostTokens = { word: 256, character: 512 } as const;
/** Different tokens that are told apart. */
const mostDifferent = { word: 10_000, character: 2_000 } as const;
/** A token of one text alone is as unknown as one of none: so it is learned what unknown ones say. */
const leastTexts = 2;

export interface FittedFrom {
  readonly texts: TokenisedTexts;
  readonly target: Target;
  readonly settings: TextSettings;
  /** Texts that are trained on or judge, for the bound on numbers. */
  readonly encoded: number;
  readonly file: string;
}

/**
 * Fits the vocabulary and the length of a row on these rows' texts: tokens by how many of them hold it, those of as many in the order
 * of their code units. Throws SearchError InvalidDataset where there are none, or too many numbers.
 */
export function fitText({ texts, target, settings, encoded, file }: FittedFrom, rows: Int32Array): TextPreprocessing {
  const { column, unit } = settings;
  const vocabulary = fitVocabulary(texts, rows, mostDifferent[unit]);
  if (vocabulary.length === 0) {
    throw invalid(
      `no ${unit} stands in ${leastTexts} training texts: there is nothing to learn from`,
      { file, column },
      unit === 'word' ? 'Name another column, or give text.unit "character"' : 'Name another column',
    );
  }
  const longest = rows.reduce((most, row) => Math.max(most, texts.of(row).length), 1);
  const length = Math.min(longest, settings.length ?? mostTokens[unit]);
  if (length * encoded > limits.featureCells) {
    throw invalid(
      `${encoded} texts of ${length} ${unit}s are more than ${limits.featureCells} numbers, which is the limit`,
      { file },
      'Give a shorter text.length, or take a sample of the rows',
    );
  }
  return {
    ...fitOutputs(target, rows),
    kind: 'text',
    featureShape: [length, 1],
    column,
    unit,
    vocabulary,
  };
}

function fitVocabulary({ tokens, of }: TokenisedTexts, rows: Int32Array, most: number): string[] {
  const counts = new Int32Array(tokens.length);
  const lastRow = new Int32Array(tokens.length).fill(-1);
  for (const row of rows) {
    for (const token of of(row)) {
      if (lastRow[token] !== row) counts[token] = (counts[token] ?? 0) + 1;
      lastRow[token] = row;
    }
  }
  return tokens
    .map((text, token) => ({ text, texts: counts[token] ?? 0 }))
    .filter(({ texts }) => texts >= leastTexts)
    .sort((left, right) => right.texts - left.texts || (left.text < right.text ? -1 : 1))
    .slice(0, most)
    .map(({ text }) => text);
}
