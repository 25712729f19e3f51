import type { TextSettings } from '../../shared/dataset.ts';
import type { StoredColumn } from '../columns/column.ts';
import { tokenise } from './tokenise.ts';

/** A column's texts as tokens, each different text once. */
export interface TokenisedTexts {
  /** Different tokens. */
  readonly tokens: readonly string[];
  /** The tokens of a row's text, as positions among the different ones; none where it is missing. */
  of(row: number): Int32Array;
}

export function tokeniseColumn(column: StoredColumn, unit: TextSettings['unit']): TokenisedTexts {
  if (column.kind !== 'text') throw new RangeError(`a column of texts is held as ${column.kind}`);
  const places = new Map<string, number>();
  const none = new Int32Array(0);
  const texts = column.texts.map((text) =>
    Int32Array.from(tokenise(text, unit), (token) => {
      const place = places.get(token) ?? places.size;
      places.set(token, place);
      return place;
    }),
  );
  return { tokens: [...places.keys()], of: (row) => texts[column.codes[row] ?? -1] ?? none };
}
