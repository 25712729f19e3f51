import { describe, expect, it } from 'vitest';
import { type Candidate, candidateId } from '../../../shared/candidate.ts';
import type { Proposal } from '../../../shared/proposal.ts';
import { createRandom } from '../../../shared/random.ts';
import { whyNotCandidateOf } from '../../../shared/search-space/membership.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';
import { pbt } from '../../../shared/strategies/pbt.ts';
import { perturb, perturbableParameters } from '../../../shared/strategies/perturb.ts';
import type { Observation } from '../../../shared/trial.ts';
import { contextOf, describeStrategy, observe } from './describe-strategy.ts';

describeStrategy('pbt', pbt);

const space: SearchSpace = {
  width: { type: 'integer', low: 4, high: 64 },
  optimizer: { type: 'choice', options: ['sgd', 'momentum'] },
  learningRate: { type: 'logUniform', low: 0.001, high: 1 },
  momentum: { type: 'uniform', low: 0.8, high: 0.99, when: { optimizer: ['momentum'] } },
  dropout: { type: 'ordinal', values: [0, 0.1, 0.2, 0.4] },
};
const epochs = 100;
const context = (history: Observation[], more = {}) =>
  contextOf({ space, history, epochs, count: 20, remaining: 100, ...more });
const population = () => pbt(context([])).map(({ candidate }) => candidate);
/** Scores that fall with a member's place. */
const after = (members: readonly Candidate[], reached: number, round: number): Observation[] =>
  members.map((candidate, place) => observe(candidate, { epochs: reached, round, score: 1 - place / 100 }));

describe('a population', () => {
  it('is a round’s candidates, or as many as the trials are enough for with their heirs', () => {
    expect(population()).toHaveLength(20);
    expect(pbt(context([], { remaining: 28 }))).toHaveLength(10);
    expect(pbt(context([], { remaining: 3, count: 3 }))).toHaveLength(3);
  });

  it('has heirs of its best fifth in the places of its worst', () => {
    const members = population();
    const heirs = pbt(context(after(members, 10, 0), { remaining: 80 }));
    expect(heirs).toHaveLength(4);
    const best = new Map(members.slice(0, 4).map((member) => [candidateId(member), member]));
    for (const { candidate, inherits, origin } of heirs) {
      const parent = best.get(inherits?.candidateId ?? '') ?? {};
      expect(inherits).toMatchObject({ epochs: 10, from: 10 });
      expect(origin).toMatchObject({ strategy: 'pbt', parent: candidateId(parent) });
      // The structure and the optimizer are the parent's.
      expect([candidate.width, candidate.optimizer]).toEqual([parent.width, parent.optimizer]);
      expect(whyNotCandidateOf(space, candidate)).toBeUndefined();
    }
  });

  it('has a place for each that failed, and none for heirs where no trials are left', () => {
    const members = population();
    const history = after(members, 10, 0).map((one, place) =>
      place < 12 ? one : observe(one.candidate, { epochs: 10, state: 'failed', reason: 'diverged', score: undefined }),
    );
    expect(pbt(context(history, { remaining: 80 }))).toHaveLength(8);
    expect(pbt(context(history, { remaining: 80, count: 3 }))).toHaveLength(3);
  });

  it('keeps its size over all intervals, and is followed by another', () => {
    const inherited = new Map<string, Proposal['inherits']>();
    let members: Candidate[] = population();
    const history: Observation[] = [];
    for (let round = 0; round < 10; round++) {
      const reached = 10 * (round + 1);
      for (const one of after(members, reached, round)) {
        history.push({ ...one, inherits: inherited.get(one.candidateId) });
      }
      const proposals = pbt(context(history, { remaining: 1000 }));
      expect(proposals).toHaveLength(round < 9 ? 4 : 20);
      for (const { candidate, inherits } of proposals) {
        expect(inherits?.epochs).toBe(round < 9 ? reached : undefined);
        inherited.set(candidateId(candidate), inherits);
      }
      const [goOn, end] = [members.slice(0, 16), members.slice(16)];
      history.push(
        ...end.map((one) => observe(one, { epochs: reached, round: round + 1, state: 'stopped', score: undefined })),
      );
      members = [...proposals.map(({ candidate }) => candidate), ...goOn];
    }
  });
});

describe('a perturbation', () => {
  const candidate = { width: 8, optimizer: 'momentum', learningRate: 0.1, momentum: 0.9, dropout: 0.1 };
  const drawn = Array.from({ length: 2000 }, (_, seed) => perturb(space, candidate, createRandom(seed)));

  it('changes how it is trained and nothing else', () => {
    expect(perturbableParameters(space)).toEqual(['learningRate', 'momentum', 'dropout']);
    for (const { width, optimizer } of drawn) expect({ width, optimizer }).toEqual({ width: 8, optimizer: 'momentum' });
    for (const one of drawn) expect(whyNotCandidateOf(space, one)).toBeUndefined();
  });

  it('multiplies by 0.8 or 1.2 three times in four, and draws anew else', () => {
    const share = (value: number) => drawn.filter(({ learningRate }) => learningRate === value).length / drawn.length;
    // ±3 standard deviations of a share of 3/8 over 2,000.
    expect(share(0.08)).toBeCloseTo(0.375, 1);
    expect(share(0.12)).toBeCloseTo(0.375, 1);
    const others = drawn.map(({ learningRate }) => Number(learningRate)).filter((rate) => ![0.08, 0.12].includes(rate));
    expect(others.filter((rate) => rate < 0.0316).length / others.length).toBeCloseTo(0.5, 1);
  });

  it('takes the next value of a list, and stays within a range', () => {
    const values = new Set(drawn.map(({ dropout }) => dropout));
    expect(values).toEqual(new Set([0, 0.1, 0.2, 0.4]));
    expect(drawn.filter(({ dropout }) => dropout === 0.4).length / drawn.length).toBeCloseTo(1 / 16, 1);
    const momenta = drawn.map(({ momentum }) => Number(momentum));
    // 0.9 × 1.2 lies beyond the end.
    expect(momenta.filter((momentum) => momentum === 0.99).length / drawn.length).toBeCloseTo(0.375, 1);
  });
});
