import { describe, expect, it } from 'vitest';
import { type Candidate, candidateId } from '../../../shared/candidate.ts';
import { createRandom } from '../../../shared/random.ts';
import { whyNotCandidateOf } from '../../../shared/search-space/membership.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';
import type { ProposalContext, Strategy } from '../../../shared/strategies/strategy.ts';
import type { Observation } from '../../../shared/trial.ts';

/** 4 × (1 + 2 + 4) × (1 + 3) = 112 candidates. */
export const finiteSpace: SearchSpace = {
  batchSize: { type: 'ordinal', values: [16, 32, 64, 128] },
  depth: { type: 'integer', low: 0, high: 2 },
  'width.1': { type: 'ordinal', values: [4, 8], when: { depth: { atLeast: 1 } } },
  'width.2': { type: 'choice', options: [4, 8], when: { depth: { atLeast: 2 } } },
  optimizer: { type: 'choice', options: ['sgd', 'momentum'] },
  momentum: { type: 'uniform', low: 0.8, high: 0.9, step: 0.05, when: { optimizer: ['momentum'] } },
  seedless: { type: 'constant', value: true },
};
const finiteSize = 112;
const onePoint: SearchSpace = { depth: { type: 'constant', value: 1 } };

export const observe = (candidate: Candidate, more: Partial<Observation> = {}): Observation => ({
  candidateId: candidateId(candidate),
  candidate,
  epochs: 10,
  round: 0,
  state: 'completed',
  score: 0.5,
  loss: 1,
  trials: [],
  ...more,
});

/** Ten proposals for the finite space, of 200 trials, where nothing else is said. */
export const contextOf = ({
  seed = 1,
  ...given
}: Partial<ProposalContext> & { seed?: number } = {}): ProposalContext => ({
  space: finiteSpace,
  history: [],
  maximise: true,
  minimise: [],
  epochs: 10,
  count: 10,
  remaining: 200,
  admits: () => true,
  random: createRandom(seed),
  ...given,
});

/** What every strategy promises. `deterministic`: its proposals do not depend on the seed. */
export function describeStrategy(name: string, strategy: Strategy, { deterministic = false } = {}): void {
  const propose = (options: Partial<ProposalContext> & { seed?: number } = {}) =>
    strategy(contextOf(options)).map(({ candidate }) => candidate);
  const ids = (candidates: readonly Candidate[]) => candidates.map(candidateId);

  /** Rounds of proposals until there are none; every fifth candidate fails. */
  function exhaust(space: SearchSpace, count: number): Candidate[] {
    const history: Observation[] = [];
    for (let round = 0; round < 1000; round++) {
      const proposals = propose({ space, history, count, seed: round });
      if (proposals.length === 0) return history.map(({ candidate }) => candidate);
      for (const candidate of proposals) {
        const failed = history.length % 5 === 4;
        history.push(
          failed
            ? observe(candidate, { state: 'failed', reason: 'diverged', score: undefined, loss: undefined })
            : observe(candidate, { score: Math.sin(history.length) }),
        );
      }
    }
    throw new Error(`${name} never ends`);
  }

  describe(`${name} as a strategy`, () => {
    it('stays inside the space, conditional parameters included', () => {
      const proposals = propose({ count: 40 });
      expect(proposals).toHaveLength(40);
      for (const candidate of proposals) expect(whyNotCandidateOf(finiteSpace, candidate)).toBeUndefined();
    });

    it('replays from a seed', () => expect(propose({ seed: 7 })).toEqual(propose({ seed: 7 })));

    it(deterministic ? 'does not depend on the seed' : 'differs on another seed', () => {
      if (deterministic) expect(propose({ seed: 8 })).toEqual(propose({ seed: 7 }));
      else expect(propose({ seed: 8 })).not.toEqual(propose({ seed: 7 }));
    });

    it('leaves the space and the history as they were', () => {
      const history = Object.freeze([
        Object.freeze(observe(propose({ count: 1 })[0] ?? {})),
      ]) as unknown as Observation[];
      const before = JSON.stringify(finiteSpace);
      propose({ history });
      expect(JSON.stringify(finiteSpace)).toBe(before);
    });

    it('repeats nothing, and nothing of the history', () => {
      const first = propose({ count: 30 });
      const second = propose({ count: 30, history: first.map((candidate) => observe(candidate)) });
      expect(new Set(ids([...first, ...second])).size).toBe(60);
    });

    it('survives a history without a score', () => {
      const history = propose({ count: 5 }).map((candidate, index) =>
        observe(candidate, { state: index % 2 === 0 ? 'failed' : 'stopped', score: undefined, loss: undefined }),
      );
      expect(propose({ history, seed: 2 })).toHaveLength(10);
    });

    it('knows a candidate that was observed at several budgets as one', () => {
      const [candidate = {}] = propose({ count: 1 });
      const history = [observe(candidate, { epochs: 1 }), observe(candidate, { epochs: 3 })];
      expect(ids(propose({ history, count: finiteSize }))).not.toContain(candidateId(candidate));
    });

    it.each([1, 7, 200])('tries every candidate of a finite space once, %i a round, and ends', (count) => {
      const tried = exhaust(finiteSpace, count);
      expect(tried).toHaveLength(finiteSize);
      expect(new Set(ids(tried)).size).toBe(finiteSize);
    });

    it('tries the one candidate of a space of one', () => expect(exhaust(onePoint, 4)).toEqual([{ depth: 1 }]));
    it('proposes none when asked for none', () => expect(propose({ count: 0 })).toEqual([]));

    it('proposes nothing that is not admitted', () => {
      const admits = (candidate: Candidate) => candidate.optimizer === 'sgd';
      const history = propose({ count: 4 }).map((candidate) => observe(candidate));
      const proposals = propose({ admits, history, count: finiteSize });
      expect(proposals.length).toBeGreaterThanOrEqual(20);
      for (const candidate of proposals) expect(candidate.optimizer).toBe('sgd');
    });

    it('says of each proposal which strategy made it', () => {
      for (const { origin } of strategy(contextOf())) expect(origin.strategy).not.toBe('');
    });

    it('survives ties, and scores that are all the same at several budgets', () => {
      const history = propose({ count: 12 }).flatMap((candidate) => [
        observe(candidate, { epochs: 1, score: 0.5 }),
        observe(candidate, { epochs: 10, score: 0.5 }),
      ]);
      expect(new Set(ids(propose({ history, count: 20, seed: 3 }))).size).toBe(20);
    });

    it('survives scores that are no numbers', () => {
      const history = propose({ count: 12 }).map((candidate, index) =>
        observe(candidate, { score: [Number.NaN, Infinity, -Infinity, 0.5][index % 4] }),
      );
      expect(new Set(ids(propose({ history, count: 20, seed: 3 }))).size).toBe(20);
    });

    it('goes on from candidates that are none of the space: a user may have added them', () => {
      const foreign: Candidate[] = [
        {},
        { depth: 1 },
        { batchSize: 7, depth: 9, optimizer: 'adam', seedless: false },
        { batchSize: 16, depth: 0, optimizer: 'momentum', momentum: 5, seedless: true, other: 'x' },
      ];
      const history = [...foreign, ...propose({ count: 12, seed: 4 })].map((candidate, index) =>
        observe(candidate, { score: 1 - index / 20, round: Math.floor(index / 8) }),
      );
      const proposals = propose({ history, count: 20, seed: 5 });
      expect(proposals).toHaveLength(20);
      for (const candidate of proposals) expect(whyNotCandidateOf(finiteSpace, candidate)).toBeUndefined();
    });

    it('goes on from a history of another strategy, in either direction, with costs beside the score', () => {
      const history = propose({ count: 15, seed: 9 }).map((candidate, index) =>
        observe(candidate, { score: index / 15, costs: { bytes: 100 * (index + 1) } }),
      );
      for (const maximise of [true, false]) {
        expect(propose({ history, maximise, minimise: ['bytes'], count: 20 })).toHaveLength(20);
      }
    });
  });
}
