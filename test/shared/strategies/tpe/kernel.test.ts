import { describe, expect, it } from 'vitest';
import type { ParameterValue } from '../../../../shared/candidate.ts';
import { createRandom } from '../../../../shared/random.ts';
import type { Distribution } from '../../../../shared/search-space.ts';
import { type Kernel, kernelOf } from '../../../../shared/strategies/tpe/kernel.ts';

/** How many times likelier the value is with one component around the centre. */
function ratioOf(kernel: Kernel, centre: ParameterValue | undefined, value: ParameterValue): number {
  const centres = kernel.centres();
  centres.add(centre);
  const [ratios, exponents] = [Float64Array.of(1), Float64Array.of(0)];
  centres.multiply(ratios, exponents, value);
  return (ratios[0] ?? 0) * Math.exp(exponents[0] ?? 0);
}

/** scipy 1.17: `d = truncnorm(-c / b, (1 - c) / b, c, b)` for centre c, bandwidth b; `d.pdf(x)`. */
it.each([
  [0.1, 0.2, 0.15, 2.7960304315718307],
  [0.1, 0.2, 0.9, 0.0009677378807354281],
  [0.5, 0.05, 0.4, 1.079819330263762],
  [0.97, 0.01, 1.0, 0.44378390421256264],
  [0.3, 0.2, 0.3, 2.138045617479014],
])('of a continuous range is a normal within it: around %d, %d wide, at %d', (centre, bandwidth, x, density) => {
  const kernel = kernelOf({ type: 'uniform', low: -2, high: 8 }, { bandwidth, other: 0.2 });
  expect(ratioOf(kernel, -2 + 10 * centre, -2 + 10 * x) / density).toBeCloseTo(1, 5);
});

/** scipy 1.17: `diff(d.cdf(edges)) / diff(edges)`, the edges of the cells in [0, 1]; of the log range log((k - 0.5) / 0.5) / log(11). */
it.each<[Distribution, number, number, number[]]>([
  [
    { type: 'ordinal', values: [1, 10, 20, 50] },
    10,
    0.15,
    [0.7893889029008248, 2.3962901450946665, 0.7893889029008245, 0.024932049103683962],
  ],
  [
    { type: 'integer', low: 1, high: 5, log: true },
    2,
    0.1,
    [0.25127640211126356, 3.3274568535404367, 1.1846765305293372, 0.09010677369586136, 0.004155128904175714],
  ],
])('of a list is the part of the normal in each cell: %o', (distribution, centre, bandwidth, expected) => {
  const kernel = kernelOf(distribution, { bandwidth, other: 0.2 });
  const values = distribution.type === 'ordinal' ? distribution.values : [1, 2, 3, 4, 5];
  values.forEach((value, at) => {
    expect(ratioOf(kernel, centre, value) / (expected[at] ?? 0)).toBeCloseTo(1, 5);
  });
});

it('of a long list is about that of the continuous range', () => {
  const widths = { bandwidth: 0.1, other: 0.2 };
  const list = kernelOf({ type: 'integer', low: 1, high: 1000 }, widths);
  const range = kernelOf({ type: 'uniform', low: 0.5, high: 1000.5 }, widths);
  for (const value of [1, 300, 420]) expect(ratioOf(list, 300, value)).toBeCloseTo(ratioOf(range, 300, value), 3);
});

const every: [string, Distribution, ParameterValue, ParameterValue[], number[]][] = [
  [
    'choices',
    { type: 'choice', options: ['a', 'b', 'c', 'd'] },
    'b',
    ['a', 'b', 'c', 'd'],
    [1 / 4, 1 / 4, 1 / 4, 1 / 4],
  ],
  ['lists', { type: 'ordinal', values: [3, 5, 9] }, 3, [3, 5, 9], [1 / 3, 1 / 3, 1 / 3]],
  ['integers', { type: 'integer', low: 2, high: 8, step: 3 }, 8, [2, 5, 8], [1 / 3, 1 / 3, 1 / 3]],
  ['steps', { type: 'uniform', low: 0.1, high: 0.3, step: 0.1 }, 0.3, [0.1, 0.2, 0.3], [1 / 3, 1 / 3, 1 / 3]],
  [
    'log integers',
    { type: 'integer', low: 1, high: 3, log: true },
    2,
    [1, 2, 3],
    [Math.log(3) / Math.log(7), Math.log(5 / 3) / Math.log(7), Math.log(7 / 5) / Math.log(7)],
  ],
];

describe.each(every)('over %s', (_name, distribution, centre, values, shares) => {
  const kernel = kernelOf(distribution, { bandwidth: 0.25, other: 0.2 });
  const likely = values.map((value, at) => (shares[at] ?? 0) * ratioOf(kernel, centre, value));

  it('is a distribution', () => expect(likely.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 6));

  it('is drawn from as it says', () => {
    const random = createRandom(1);
    const draws = Array.from({ length: 20_000 }, () => kernel.draw(centre, random));
    values.forEach((value, at) => {
      expect(draws.filter((drawn) => drawn === value).length / draws.length).toBeCloseTo(likely[at] ?? 0, 1.7);
    });
  });

  it('leaves what a component without the parameter holds likely', () => {
    for (const value of values) expect(ratioOf(kernel, undefined, value)).toBe(1);
  });
});

it('of choices has the share of all options and the rest for its own', () => {
  const kernel = kernelOf({ type: 'choice', options: ['a', 'b'] }, { bandwidth: 0.1, other: 0.2 });
  expect(ratioOf(kernel, 'a', 'a') / 2).toBeCloseTo(0.8 + 0.1);
  expect(ratioOf(kernel, 'a', 'b') / 2).toBeCloseTo(0.1);
});
