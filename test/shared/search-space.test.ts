import { describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/random.ts';
import { whyNotCandidateOf } from '../../shared/search-space/membership.ts';
import {
  activeParameters,
  type Distribution,
  type SearchSpace,
  sampleCandidate,
  sampleValue,
} from '../../shared/search-space.ts';

const space: SearchSpace = {
  depth: { type: 'integer', low: 0, high: 3 },
  'width.1': { type: 'ordinal', values: [4, 8, 16], when: { depth: { atLeast: 1 } } },
  'width.2': { type: 'ordinal', values: [4, 8, 16], when: { depth: { atLeast: 2 } } },
  optimizer: { type: 'choice', options: ['sgd', 'momentum'] },
  momentum: { type: 'uniform', low: 0.8, high: 0.99, when: { optimizer: ['momentum'] } },
  // A condition on a parameter that may itself be absent.
  dropout: { type: 'uniform', low: 0, high: 0.5, step: 0.1, when: { 'width.2': [16] } },
  learningRate: { type: 'logUniform', low: 1e-3, high: 0.1 },
};
const draw = (distribution: Distribution, times = 4000): number[] => {
  const random = createRandom(1);
  return Array.from({ length: times }, () => Number(sampleValue(distribution, random)));
};
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('sampleCandidate', () => {
  it('draws candidates of the space, each conditional parameter there and absent at times', () => {
    const random = createRandom(5);
    const candidates = Array.from({ length: 500 }, () => sampleCandidate(space, random));
    for (const candidate of candidates) expect(whyNotCandidateOf(space, candidate)).toBeUndefined();
    for (const name of ['width.1', 'width.2', 'momentum', 'dropout']) {
      const there = candidates.filter((candidate) => name in candidate).length;
      expect(there, name).toBeGreaterThan(10);
      expect(there, name).toBeLessThan(490);
    }
  });

  it('replays from a seed', () => {
    expect(sampleCandidate(space, createRandom(1))).toEqual(sampleCandidate(space, createRandom(1)));
    expect(sampleCandidate(space, createRandom(1))).not.toEqual(sampleCandidate(space, createRandom(2)));
  });
});

describe('sampleValue', () => {
  it('is even over a range', () => expect(mean(draw({ type: 'uniform', low: 10, high: 20 }))).toBeCloseTo(15, 0));
  it('is even over a logarithmic range', () => {
    expect(mean(draw({ type: 'logUniform', low: 1e-6, high: 1e-2 }).map(Math.log10))).toBeCloseTo(-4, 1);
  });
  it('gives both ends of an integer range their share', () => {
    const values = draw({ type: 'integer', low: 1, high: 4 });
    for (const each of [1, 2, 3, 4]) expect(values.filter((value) => value === each).length).toBeGreaterThan(900);
    const logarithmic = draw({ type: 'integer', low: 1, high: 64, log: true });
    expect(Math.min(...logarithmic)).toBe(1);
    expect(Math.max(...logarithmic)).toBe(64);
    expect(logarithmic.filter((value) => value <= 8).length / 4000).toBeCloseTo(
      Math.log(8.5 / 0.5) / Math.log(64.5 / 0.5),
      1,
    );
  });
  it('gives the steps and nothing between, as people write them', () => {
    const steps = [...new Set(draw({ type: 'uniform', low: 0, high: 0.5, step: 0.1 }))].sort((a, b) => a - b);
    expect(steps).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    expect([...new Set(draw({ type: 'integer', low: 2, high: 10, step: 4 }))].sort((a, b) => a - b)).toEqual([
      2, 6, 10,
    ]);
  });
  it('is short to write and yet fine in a narrow range far from zero', () => {
    expect(String(draw({ type: 'uniform', low: 0, high: 0.5 })[0]).length).toBeLessThan(11);
    expect(new Set(draw({ type: 'uniform', low: 1e6, high: 1e6 + 1 }, 100)).size).toBe(100);
  });
});

describe('whyNotCandidateOf', () => {
  const good = {
    depth: 2,
    'width.1': 4,
    'width.2': 16,
    optimizer: 'momentum',
    momentum: 0.9,
    dropout: 0.3,
    learningRate: 0.01,
  };
  it('finds nothing wrong with a good one', () => expect(whyNotCandidateOf(space, good)).toBeUndefined());
  it.each([
    [{ ...good, widht: 3 }, '"widht" is no parameter of the space'],
    [{ ...good, depth: 1.5 }, '"depth" is 1.5, which its integer distribution cannot give'],
    [{ ...good, 'width.1': 5 }, '"width.1" is 5, which its ordinal distribution cannot give'],
    [{ ...good, dropout: 0.25 }, '"dropout" is 0.25, which its uniform distribution cannot give'],
    [{ ...good, learningRate: 1 }, '"learningRate" is 1, which its logUniform distribution cannot give'],
    [{ ...good, learningRate: Number.NaN }, '"learningRate" is null, which its logUniform distribution cannot give'],
    [{ ...good, optimizer: 'adam' }, '"optimizer" is "adam", which its choice distribution cannot give'],
    [{ ...good, optimizer: 'sgd' }, '"momentum" is there, but its condition does not hold'],
    [{ ...good, depth: 1 }, '"width.2" is there, but its condition does not hold'],
    [Object.fromEntries(Object.entries(good).filter(([name]) => name !== 'momentum')), '"momentum" is missing'],
  ])('%j: %s', (candidate, why) => expect(whyNotCandidateOf(space, candidate)).toBe(why));
});

it('names the active parameters in order, and no inherited ones', () => {
  expect(activeParameters(space, { depth: 0, optimizer: 'sgd', learningRate: 0.1 })).toEqual([
    'depth',
    'optimizer',
    'learningRate',
  ]);
  const odd: SearchSpace = { a: { type: 'constant', value: 1, when: { constructor: { atLeast: 0 } } } };
  expect(activeParameters(odd, {})).toEqual([]);
});
