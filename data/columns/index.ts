import type { ColumnType } from '../../shared/dataset.ts';
import type { Cell } from '../cell.ts';
import type { ColumnBuilder, ColumnPlace, StoredKind } from './column.ts';
import { dateColumn } from './date-column.ts';
import { guessKind } from './guess-kind.ts';
import { numberColumn } from './number-column.ts';
import { skippedColumn } from './skipped-column.ts';
import { textColumn } from './text-column.ts';

/** How to hold a column: as its type says, otherwise as its first cells look. */
export function chooseKind(declared: ColumnType | undefined, cells: Iterable<Cell>): StoredKind {
  switch (declared) {
    case 'number':
      return 'number';
    case 'category':
    case 'boolean':
      return 'text';
    case 'drop':
      return 'nothing';
    case 'date': {
      const kind = guessKind(cells);
      return kind === 'number' || kind === 'text' ? 'iso' : kind;
    }
    case undefined:
      return guessKind(cells);
  }
}

/** A builder for the kind; `mostTexts` bounds the different texts that are told apart. */
export function buildColumn(kind: StoredKind, place: ColumnPlace, mostTexts: number): ColumnBuilder {
  switch (kind) {
    case 'number':
      return numberColumn(place);
    case 'text':
      return textColumn(place, mostTexts);
    case 'nothing':
      return skippedColumn();
    case 'iso':
    case 'mdy':
    case 'dmy':
    case 'named':
      return dateColumn(place, kind);
  }
}
