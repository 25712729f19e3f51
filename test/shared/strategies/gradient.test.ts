import { describe, expect, it } from 'vitest';
import { defaultSpace } from '../../../shared/default-space.ts';
import type { Proposal } from '../../../shared/proposal.ts';
import { type Relaxed, relaxationId } from '../../../shared/relaxation.ts';
import { whyNotCandidateOf } from '../../../shared/search-space/membership.ts';
import { gradientSearch } from '../../../shared/strategies/gradient.ts';
import type { Observation } from '../../../shared/trial.ts';
import { contextOf, describeStrategy, observe } from './describe-strategy.ts';

describeStrategy('gradient', gradientSearch);

const space = defaultSpace({ task: 'multiclass', rows: 1000, input: [20], outputs: 3 });
const propose = gradientSearch;

const relaxedOf = ({ candidate, relax, origin }: Proposal, relaxed?: Relaxed): Observation => {
  if (relax === undefined) throw new Error('no relaxation');
  return {
    ...observe(candidate, { score: undefined, origin }),
    candidateId: relaxationId(candidate, relax),
    relax,
    relaxed,
  };
};

describe('gradient in a space of networks', () => {
  const first = propose(contextOf({ space, count: 12 }));
  const relaxations = first.filter(({ relax }) => relax !== undefined);
  const scored = first
    .filter(({ relax }) => relax === undefined)
    .map(({ candidate }, at) => observe(candidate, { score: at }));

  it('trains supernets as it is asked to', () => {
    const supernet = { secondOrder: true, gumbel: false, restarts: 2 };
    const asked = propose(contextOf({ space, count: 12, remaining: 1000, supernet })).flatMap(
      ({ relax }) => relax ?? [],
    );
    expect(asked).toHaveLength(2);
    expect(asked).toMatchObject([
      { secondOrder: true, sampled: false, restart: 0 },
      { secondOrder: true, sampled: false, restart: 1 },
    ]);
    // It looks ahead at a price.
    expect(asked[0]?.trials).toBeGreaterThan(relaxations[0]?.relax?.trials ?? Number.NaN);
  });

  it('begins with supernets of one batch size over all that can be mixed', () => {
    expect(relaxations).toHaveLength(4);
    expect(new Set(relaxations.map(({ candidate }) => candidate.batchSize)).size).toBe(1);
    for (const { candidate, relax } of relaxations) {
      expect(whyNotCandidateOf(space, candidate)).toBeUndefined();
      expect(relax?.kind === 'structure' && relax.choices.depth).toEqual([0, 1, 2, 3]);
    }
  });

  it('then tries what they found and says how sure they were', () => {
    const [one] = relaxations;
    if (one === undefined) throw new Error('none');
    const candidate = { ...one.candidate, depth: 1, 'width.1': 32, activation: 'tanh' };
    const choices = {
      'width.1': [{ value: 32, probability: 0.61 }],
      activation: [{ value: 'tanh', probability: 0.834 }],
    };
    const observed = relaxedOf(one, {
      derived: [{ candidate, probability: 0.5 }],
      trace: { kind: 'structure', choices, loss: [] },
    });
    const next = propose(contextOf({ space, history: scored, relaxations: [observed] }));
    expect(next[0]?.candidate).toMatchObject({ depth: 1, 'width.1': 32, activation: 'tanh' });
    expect(next[0]?.candidate).not.toHaveProperty('width.2');
    expect(next[0]?.origin).toMatchObject({
      parent: observed.candidateId,
      why: 'layer 1: 32 units 0.61, activation tanh 0.83',
    });
    expect(next.every(({ relax }) => relax === undefined)).toBe(true);
  });

  it('then descends on the hyperparameters of the best', () => {
    const failed = relaxations.map((own) => relaxedOf(own));
    const next = propose(contextOf({ space, history: scored, relaxations: failed, remaining: 200 }));
    const descents = next.filter(({ relax }) => relax !== undefined);
    expect(descents.map(({ origin }) => origin.parent)).toContain(scored.at(-1)?.candidateId);
    for (const { candidate, relax } of descents) {
      expect(whyNotCandidateOf(space, candidate)).toBeUndefined();
      expect(relax?.kind === 'parameters' && relax.ranges.learningRate).toEqual({ low: 0.0005, high: 0.05, log: true });
    }
  });

  it('spends no more than a third of what is left on relaxations', () => {
    for (const remaining of [3, 20, 60]) {
      const cost = propose(contextOf({ space, count: 3, remaining })).reduce(
        (sum, { relax }) => sum + (relax?.trials ?? 0),
        0,
      );
      expect(cost).toBeLessThanOrEqual(remaining / 3);
    }
  });
});
