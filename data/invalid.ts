import { type ErrorPlace, SearchError } from '../shared/errors.ts';

/** What is wrong with the user's dataset, where, and what to do about it. */
export const invalid = (message: string, place: ErrorPlace, wayOut?: string, cause?: unknown): SearchError =>
  new SearchError('InvalidDataset', message, {
    place,
    ...(wayOut === undefined ? {} : { wayOut }),
    ...(cause === undefined ? {} : { cause }),
  });

/** The way out for one column whose values do not fit its type. */
export const declareWayOut = (column: string, types: string): string =>
  `Correct the value, or give the column's type in "columns": ${JSON.stringify(column)} as ${types}`;
