import { expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import { divergence, parameterCells, regimeWeight } from '../../../shared/importance/ped-anova.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';

const space: SearchSpace = {
  rate: { type: 'logUniform', low: 1e-4, high: 1e-1 },
  kind: { type: 'choice', options: ['a', 'b', 'c'] },
  momentum: { type: 'uniform', low: 0.8, high: 0.99, when: { kind: ['b'] } },
  depth: { type: 'integer', low: 0, high: 4 },
  dropout: { type: 'uniform', low: 0, high: 0.5 },
  units: { type: 'integer', low: 1, high: 256, log: true },
  quarter: { type: 'uniform', low: 0, high: 1, step: 0.25 },
};

/** The same numbers in Python: a linear congruential generator that doubles hold exactly. */
function* uniforms(): Generator<number, never> {
  for (let state = 12_345; ; ) {
    state = (state * 16_807) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

/** Candidates of a made-up search, the best first. */
function rankedCandidates(count: number): Candidate[] {
  const stream = uniforms();
  const scored = Array.from({ length: count }, () => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, noise = 0, h = 0] = Array.from(
      { length: 8 },
      () => stream.next().value,
    );
    const rate = Math.exp(Math.log(1e-4) + a * (Math.log(1e-1) - Math.log(1e-4)));
    const kind = ['a', 'b', 'c'][Math.floor(b * 3)] ?? '';
    const depth = Math.floor(c * 5);
    const units = Math.max(1, Math.min(256, Math.round(Math.exp(e * Math.log(256)))));
    const quarter = Math.floor(h * 5) / 4;
    const momentum = 0.8 + 0.19 * f;
    const candidate: Candidate = {
      rate,
      kind,
      depth,
      dropout: d * 0.5,
      units,
      quarter,
      ...(kind === 'b' ? { momentum } : {}),
    };
    const score =
      -Math.abs(Math.log10(rate) + 2.5) -
      0.1 * Math.abs(depth - 2) +
      (kind === 'b' ? 0.5 + 2 * (momentum - 0.9) : 0) +
      0.05 * noise;
    return { candidate, score };
  });
  return scored.sort((left, right) => right.score - left.score).map(({ candidate }) => candidate);
}

/**
 * `PedAnovaImportanceEvaluator().evaluate(study)` of Optuna 5.0 on the same trials (`study.add_trial(create_trial(…))`, maximised), over
 * 0.1²: its share of the best, which it multiplies all by.
 */
const optuna = {
  40: {
    momentum: 1.7542227094010068,
    rate: 0.86400292807249,
    units: 0.22624452005459172,
    kind: 0.21653071273442961,
    dropout: 0.15716443230245136,
    quarter: 0.028471473333187756,
    depth: 0.005123112379251204,
  },
  300: {
    rate: 1.740235739080668,
    kind: 0.35033764024170233,
    momentum: 0.2863463936265193,
    depth: 0.0474925985793037,
    quarter: 0.041273356521480904,
    dropout: 0.03507382876328377,
    units: 0.016539134380212036,
  },
};

it.each([40, 300] as const)('measures what Optuna measures, over %i candidates', (count) => {
  const totals = { candidates: count, best: count / 10 };
  const measured = parameterCells(space, rankedCandidates(count), totals.best).map(
    (parameter) => [parameter.name, regimeWeight(parameter, totals) * divergence(parameter)] as const,
  );
  expect(measured).toHaveLength(7);
  for (const [name, value] of measured) expect.soft(value, name).toBeCloseTo(optuna[count][name as 'rate'], 5);
});

it('leaves out what has one value, and values outside the space', () => {
  const small: SearchSpace = {
    fixed: { type: 'constant', value: 3 },
    single: { type: 'choice', options: ['x'] },
    kind: { type: 'choice', options: ['a', 'b'] },
  };
  const candidates: Candidate[] = [{ fixed: 3, single: 'x', kind: 'b' }, { kind: 'a' }, { kind: 'unheard of' }];
  const measured = parameterCells(small, candidates, 1);
  expect(measured.map(({ name, cells, best }) => ({ name, cells: [...cells], best }))).toEqual([
    { name: 'kind', cells: [1, 0], best: 1 },
  ]);
});
