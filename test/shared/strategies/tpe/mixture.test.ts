import { describe, expect, it } from 'vitest';
import { type Candidate, candidateId } from '../../../../shared/candidate.ts';
import { createRandom } from '../../../../shared/random.ts';
import { whyNotCandidateOf } from '../../../../shared/search-space/membership.ts';
import { type SearchSpace, sampleCandidate } from '../../../../shared/search-space.ts';
import { createMixture, type Mixture } from '../../../../shared/strategies/tpe/mixture.ts';

const widths = { bandwidth: 0.2, other: 0.2 };

describe('over a space with conditions', () => {
  const space: SearchSpace = {
    depth: { type: 'integer', low: 0, high: 2 },
    width: { type: 'ordinal', values: [4, 8], when: { depth: { atLeast: 1 } } },
    optimizer: { type: 'choice', options: ['sgd', 'adam'] },
    last: { type: 'choice', options: ['x', 'y', 'z'], when: { depth: { atLeast: 2 } } },
    fixed: { type: 'constant', value: 1 },
  };
  /** The candidates of each depth and how likely a draw of the space is each of them. */
  const all = [0, 1, 2].flatMap((depth) =>
    ['sgd', 'adam'].flatMap((optimizer) => {
      if (depth === 0) return [{ candidate: { depth, optimizer, fixed: 1 }, chance: 1 / 3 / 2 }];
      return [4, 8].flatMap((width) => {
        if (depth === 1) return [{ candidate: { depth, width, optimizer, fixed: 1 }, chance: 1 / 3 / 4 }];
        return ['x', 'y', 'z'].map((last) => ({
          candidate: { depth, width, optimizer, last, fixed: 1 },
          chance: 1 / 3 / 12,
        }));
      });
    }),
  );
  const mixture = createMixture(space, { ...widths, prior: 0.5 });
  mixture.add({ depth: 0, optimizer: 'sgd', fixed: 1 }, 1);
  mixture.add({ depth: 2, width: 8, optimizer: 'adam', last: 'z', fixed: 1 }, 2);
  mixture.add({ depth: 1, width: 4, optimizer: 'none of the space', other: 3 }, 0.5);

  it('is a distribution', () => {
    const sum = all.reduce((total, { candidate, chance }) => total + chance * mixture.ratioOf(candidate), 0);
    expect(sum).toBeCloseTo(1, 6);
  });

  it('is drawn from as it says', () => {
    const random = createRandom(3);
    const counts = new Map<string, number>();
    const draws = 40_000;
    for (let at = 0; at < draws; at++) {
      const drawn = mixture.draw(random);
      counts.set(candidateId(drawn), (counts.get(candidateId(drawn)) ?? 0) + 1);
    }
    for (const { candidate, chance } of all) {
      const share = (counts.get(candidateId(candidate)) ?? 0) / draws;
      expect(share).toBeCloseTo(chance * mixture.ratioOf(candidate), 2);
    }
  });
});

/** The mean over a fine grid of [0, 1]². */
function integral(mixture: Mixture): number {
  const parts = 100;
  let sum = 0;
  for (let at = 0; at < parts; at++) {
    for (let beside = 0; beside < parts; beside++) {
      sum += mixture.ratioOf({ x: (at + 0.5) / parts, rate: 10 ** ((4 * (beside + 0.5)) / parts) });
    }
  }
  return sum / parts ** 2;
}

it('over numbers integrates to one, and is the product of its parameters for each component', () => {
  const space: SearchSpace = {
    x: { type: 'uniform', low: 0, high: 1 },
    rate: { type: 'logUniform', low: 1, high: 10_000 },
  };
  const mixture = createMixture(space, { ...widths, prior: 1 });
  mixture.add({ x: 0, rate: 1 }, 1);
  mixture.add({ x: 0.4, rate: 300 }, 2);
  expect(integral(mixture)).toBeCloseTo(1, 3);
  // Half of a normal around an end is beyond it: what is left is twice as dense.
  const peak = 2 / (0.2 * Math.sqrt(2 * Math.PI));
  const alone = createMixture(space, { ...widths, prior: 1 });
  alone.add({ x: 0, rate: 1 }, 3);
  expect(alone.ratioOf({ x: 0, rate: 1 })).toBeCloseTo((1 + 3 * peak ** 2) / 4, 4);
});

it('without components is the space’s own distribution', () => {
  const space: SearchSpace = { x: { type: 'uniform', low: 0, high: 1 }, y: { type: 'choice', options: [1, 2] } };
  const mixture = createMixture(space, { ...widths, prior: 1 });
  const random = createRandom(5);
  const drawn: Candidate[] = Array.from({ length: 100 }, () => mixture.draw(random));
  for (const candidate of drawn) expect(whyNotCandidateOf(space, candidate)).toBeUndefined();
  expect(mixture.ratioOf(sampleCandidate(space, random))).toBe(1);
});
