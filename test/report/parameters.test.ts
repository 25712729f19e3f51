import { describe, expect, it } from 'vitest';
import { describeParameters } from '../../report/parameters.ts';

const count = 100;
const parameters = (make: (index: number) => Record<string, number | string | boolean>) =>
  describeParameters(Array.from({ length: count }, (_item, index) => make(index)));

describe('describeParameters', () => {
  it.each([
    ['a log-uniform draw', (share: number) => 10 ** (-4 + 3 * share), 'log'],
    ['a uniform draw that comes near 0', (share: number) => 0.001 + share / 2, 'linear'],
    ['a uniform draw with negatives', (share: number) => share - 0.5, 'linear'],
    ['few different numbers', (share: number) => 2 ** Math.floor(share * 5), 'category'],
  ])('draws %s on the right scale', (_name, draw, scale) => {
    expect(parameters((index) => ({ rate: draw(index / count) })).varied[0]?.parameter.scale).toBe(scale);
  });

  it('orders numbers as numbers and gives the rarest of many options a common place', () => {
    const numbers = parameters((index) => ({ width: [8, 16, 128][index % 3] ?? 0 })).varied[0];
    expect(numbers?.parameter.categories).toEqual(['8', '16', '128']);
    const options = parameters((index) => ({ kind: `k${index < 60 ? index % 20 : index}` })).varied[0];
    expect(options?.parameter.categories).toHaveLength(21);
    expect(options?.place({ kind: 'k99' })).toBe(20);
    expect(options?.place({})).toBeNull();
  });

  it('tells what never changes from what does, and keeps numbered layers in order', () => {
    const { varied, fixed } = parameters((index) => ({ 'width.10': index, 'width.2': index, momentum: 0.9 }));
    expect(varied.map(({ parameter }) => parameter.name)).toEqual(['width.2', 'width.10']);
    expect(fixed).toEqual([{ label: 'momentum', value: '0.9' }]);
  });
});
