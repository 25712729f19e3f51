import { expect, it } from 'vitest';
import { type Candidate, candidateId } from '../../../shared/candidate.ts';
import { defaultSpace } from '../../../shared/default-space.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';
import { greedy } from '../../../shared/strategies/greedy.ts';
import { greedyPath } from '../../../shared/strategies/greedy-path.ts';
import { randomSearch } from '../../../shared/strategies/random.ts';
import { contextOf, describeStrategy, observe } from './describe-strategy.ts';
import { searchOn } from './search-on.ts';

describeStrategy('greedy', greedy);

const space = defaultSpace({ task: 'binary', rows: 400, input: [10], outputs: 2 });

/** Best at two layers of 32 and 8 with tanh and a learning rate of 0.01; nothing else counts. The best there is: 5. */
function score(candidate: Candidate): number {
  const near = (name: string, wanted: number) =>
    candidate[name] === undefined ? 0 : 1 / (1 + Math.abs(Math.log2(Number(candidate[name]) / wanted)));
  return (
    1 / (1 + Math.abs(Number(candidate.depth) - 2)) +
    near('width.1', 32) +
    near('width.2', 8) +
    (candidate.activation === 'tanh' ? 1 : 0) +
    near('learningRate', 0.01)
  );
}
const best = (history: readonly { score?: number | undefined }[]) =>
  Math.max(...history.map((one) => one.score ?? Number.NEGATIVE_INFINITY));

it.each([1, 20])('climbs a hill of structure and settings, %i a round, where random draws stay below', (count) => {
  const seeds = [1, 2, 3];
  const mean = (strategy: typeof greedy) =>
    seeds.reduce((sum, seed) => sum + best(searchOn(strategy, { space, score, trials: 200, count, seed })), 0) / 3;
  expect(mean(greedy)).toBeGreaterThan(4.75);
  expect(mean(randomSearch)).toBeLessThan(4.6);
});

it('tries the structure before the settings, and kinds that gained before those that did not', () => {
  const tiny: SearchSpace = {
    depth: { type: 'integer', low: 0, high: 9 },
    'width.1': { type: 'ordinal', values: [4, 8, 16], when: { depth: { atLeast: 1 } } },
    learningRate: { type: 'uniform', low: 0, high: 1 },
  };
  const from = { depth: 3, 'width.1': 8, learningRate: 0.5 };
  const parent = candidateId(from);
  const step = (candidate: Candidate, gain: number) =>
    observe(candidate, { score: 0.5 + gain, origin: { strategy: 'greedy', parent } });
  const history = [
    observe(from, { score: 0.5 }),
    step({ ...from, depth: 4 }, -0.1),
    step({ ...from, 'width.1': 16 }, 0.1),
  ];
  const propose = (count: number) => greedy(contextOf({ space: tiny, history, count, remaining: 17 }));
  const whys = propose(5).map(({ origin }) => origin.why);
  // From the wider one: what is not yet known stands at a half, depth up at a third.
  expect(whys.slice(0, 3)).toEqual([
    'remove a layer, from 3 to 2',
    'add a layer, from 3 to 4',
    'raise learningRate from 0.5 to 0.7',
  ]);
  expect(propose(1)[0]?.origin.parent).toBe(history[2]?.candidateId);
});

it('starts another climb once no step gains, and more climbs with a larger budget', () => {
  const hills: SearchSpace = { x: { type: 'integer', low: 0, high: 99 }, y: { type: 'integer', low: 0, high: 9 } };
  const peaks = (candidate: Candidate) => Math.cos(Number(candidate.x) / 4) + Number(candidate.x) / 100;
  const climbs = (trials: number) => {
    const history = searchOn(greedy, { space: hills, score: peaks, trials, count: 1, seed: 1 });
    return history.filter(
      ({ origin }, index) => index > 0 && origin?.parent === undefined && history[index - 1]?.origin?.parent,
    ).length;
  };
  expect(climbs(60)).toBeGreaterThanOrEqual(1);
  expect(climbs(300)).toBeGreaterThan(climbs(60));
});

it('goes on from the best so far of other origins', () => {
  const candidate = { ...randomSearch(contextOf({ space, count: 1 }))[0]?.candidate };
  const history = [observe(candidate, { score: 1, origin: { strategy: 'spec' } })];
  const [proposal] = greedy(contextOf({ space, history, count: 1, remaining: 10 }));
  expect(proposal?.origin.parent).toBe(candidateId(candidate));
});

it('tells the path to a candidate with what each step gained', () => {
  const widths: SearchSpace = {
    depth: { type: 'integer', low: 1, high: 2 },
    'width.1': { type: 'ordinal', values: [16, 32] },
    'width.2': { type: 'ordinal', values: [16, 32], when: { depth: [2] } },
  };
  const [a, b, c] = [
    { depth: 1, 'width.1': 16 },
    { depth: 2, 'width.1': 16, 'width.2': 16 },
    { depth: 2, 'width.1': 16, 'width.2': 32 },
  ] as const;
  const origin = (parent?: Candidate) => ({
    strategy: 'greedy',
    parent: parent && candidateId(parent),
    why: 'start of a climb',
  });
  const history = [
    observe(a, { score: 0.9, origin: origin() }),
    observe(b, { score: 0.93, epochs: 3, origin: origin(a) }),
    observe(b, { score: 0.92 }),
    observe(c, { score: 0.928, origin: origin(b) }),
  ];
  const path = greedyPath(history, candidateId(c), { space: widths, maximise: true });
  expect(path.map(({ why, score: reached }) => [why, reached])).toEqual([
    ['start of a climb', 0.9],
    ['adding a layer, from 1 to 2 gained 0.02', 0.92],
    ['widening layer 2 from 16 to 32 gained 0.008', 0.928],
  ]);
  const [, , last] = greedyPath(history, candidateId(c), { space: widths, maximise: false });
  expect(last?.why).toBe('widening layer 2 from 16 to 32 lost 0.008');
});
