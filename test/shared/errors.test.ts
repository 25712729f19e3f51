import { describe, expect, it } from 'vitest';
import { SearchError } from '../../shared/errors.ts';

describe('SearchError', () => {
  it('says message, place and way out in one line', () => {
    const error = new SearchError('InvalidDataset', 'the value is no number', {
      place: { file: 'a.csv', row: 3, column: 'x', key: 'columns.x' },
      wayOut: 'Correct it',
    });
    expect(error.describe()).toBe('the value is no number (a.csv, row 3, column "x", key "columns.x"). Correct it');
  });

  it('has one full stop before the way out, whoever wrote the message', () => {
    expect(new SearchError('InvalidModel', 'Cannot read it.', { wayOut: 'Copy it again' }).describe()).toBe(
      'Cannot read it. Copy it again',
    );
  });

  it('has no full stop after a message alone, and keeps its cause', () => {
    const cause = new Error('below');
    const error = new SearchError('SearchFailed', 'no score', { cause });
    expect(error.describe()).toBe('no score');
    expect(error.cause).toBe(cause);
    expect(error.name).toBe('SearchFailed');
  });
});
