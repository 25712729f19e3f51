import type { SearchError } from '../../shared/errors.ts';
import { shown } from '../cell.ts';
import { invalid } from '../invalid.ts';

/** Two rows of a series that have the same time: which is first cannot be told. */
export const duplicateTime = (
  time: number,
  { isDate, grouped }: { readonly isDate: boolean; readonly grouped: boolean },
  place: { readonly file: string; readonly row: number; readonly column: string },
): SearchError =>
  invalid(
    `a second row has the time ${shown(isDate ? new Date(time).toISOString().replace('T00:00:00.000Z', '') : time)}${grouped ? ' in its group' : ''}`,
    place,
    grouped
      ? 'Take one of the two out'
      : 'Take one of the two out, or name the column that tells series apart in validation.group',
  );
