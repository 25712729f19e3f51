import type { TextPreprocessing } from '../../shared/preprocessing.ts';
import { tokenise } from './tokenise.ts';
import type { TokenisedTexts } from './tokenised-texts.ts';
import { firstToken, unknownToken, writeTokens } from './write-tokens.ts';

/** Indices that a model reads: the vocabulary's, padding and the unknown token. */
export const vocabularySize = ({ vocabulary }: TextPreprocessing): number => firstToken + vocabulary.length;

const indicesOf = ({ vocabulary }: TextPreprocessing): Map<string, number> =>
  new Map(vocabulary.map((token, at) => [token, firstToken + at]));

/** Row-major [rows, length, 1] of the rows' texts. */
export function encodeTexts(texts: TokenisedTexts, rows: Int32Array, preprocessing: TextPreprocessing): Float32Array {
  const known = indicesOf(preprocessing);
  const indices = texts.tokens.map((token) => known.get(token) ?? unknownToken);
  const [length = 1] = preprocessing.featureShape;
  const out = new Float32Array(rows.length * length);
  rows.forEach((row, at) => {
    const own = texts.of(row).map((token) => indices[token] ?? unknownToken);
    writeTokens(own, out, at, length);
  });
  return out;
}

/** Writes a text as a row of `out`, [rows, length, 1]. */
export function textWriter(preprocessing: TextPreprocessing): (text: string, out: Float32Array, row: number) => void {
  const { unit, featureShape } = preprocessing;
  const known = indicesOf(preprocessing);
  const [length = 1] = featureShape;
  return (text, out, row) => {
    const indices = tokenise(text, unit).map((token) => known.get(token) ?? unknownToken);
    writeTokens(indices, out, row, length);
  };
}
