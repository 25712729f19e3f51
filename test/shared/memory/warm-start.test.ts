import { describe, expect, it } from 'vitest';
import { type NewDataset, type RememberedSearch, warmStart } from '../../../shared/memory/warm-start.ts';
import { createRandom } from '../../../shared/random.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';

const space: SearchSpace = { width: { type: 'integer', low: 1, high: 1000 } };
const here: NewDataset = { name: 'here', data: 'h', target: 't', task: 'binary', features: { rows: 3 } };

/** A search whose candidates are as many widths from `first` on, best first. */
const search = (name: string, rows: number, first: number, count = 4, more: Partial<RememberedSearch> = {}) => ({
  ...here,
  searchId: name,
  name,
  data: name,
  features: { rows },
  best: Array.from({ length: count }, (_, at) => ({
    candidate: { width: first + at },
    quantile: count === 1 ? 0.5 : 1 - at / (count - 1),
  })),
  ...more,
});

const widths = (
  remembered: readonly RememberedSearch[],
  { how = 'like', most = 100 }: { how?: 'same' | 'like'; most?: number } = {},
): unknown[] =>
  warmStart(here, remembered, { how, space, most, random: createRandom(1) }).map(({ candidate }) => candidate['width']);

describe('what is tried first', () => {
  it('is of the nearest datasets in turns, the better half of each', () => {
    expect(widths([search('far', 5, 500), search('near', 3.1, 100)])).toEqual([100, 500, 101, 501]);
    expect(widths([search('far', 5, 500), search('near', 3.1, 100)], { most: 3 })).toEqual([100, 500, 101]);
  });

  it('is of five datasets, however many are known', () => {
    const many = Array.from({ length: 9 }, (_, at) => search(`d${at}`, 3 + at / 10, 100 * (at + 1), 1));
    expect(widths(many)).toEqual([100, 200, 300, 400, 500]);
  });

  it('is of the same data first, by its content or its name, and of it alone where that is asked', () => {
    const others = [search('near', 3, 100, 1), search('x', 9, 200, 1, { data: 'h' }), search('here', 8, 300, 1)];
    expect(widths(others)).toEqual([200, 300, 100]);
    expect(widths(others, { how: 'same' })).toEqual([200, 300]);
    expect(widths([search('here', 3, 100, 1, { target: 'another' })], { how: 'same' })).toEqual([]);
  });

  it('takes searches of one dataset as one, and each candidate once', () => {
    const one = search('a', 3.1, 100);
    expect(widths([one, { ...search('b', 3.1, 100), data: 'a' }, search('c', 3.2, 500)])).toEqual([100, 500, 101, 501]);
  });

  it('asks of classes and of numbers apart', () => {
    expect(widths([search('numbers', 3, 100, 1, { task: 'regression' })])).toEqual([]);
    expect(widths([search('classes', 3, 100, 1, { task: 'multiclass' })])).toEqual([100]);
  });
});
