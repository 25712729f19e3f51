import { describe, expect, it } from 'vitest';
import { candidateId } from '../../../shared/candidate.ts';
import { keptEpochs } from '../../../shared/curves/kept-points.ts';
import { createRandom } from '../../../shared/random.ts';
import { stoppingRules } from '../../../shared/stopping/index.ts';
import { firstBudgetsOf } from '../../../shared/stopping/stopping-rule.ts';
import type { Observation } from '../../../shared/trial.ts';
import { candidate, context, observe } from './describe-stopping-rule.ts';

/** Curves that rise to an end by a power or exponentially, each with its own speed: most of what will be is seen early. */
function curvesOf(count: number, seed: string): ((epoch: number) => number)[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const [end, rise, power, span] = [
      random.next(),
      0.2 + 0.3 * random.next(),
      0.4 + random.next(),
      1 + 8 * random.next(),
    ];
    const byPower = random.next() < 0.5;
    const ripple = Array.from({ length: 90 }, () => 0.004 * (random.next() - 0.5));
    return (epoch) =>
      end - rise * (byPower ? epoch ** -power : Math.exp(-epoch / span)) + (ripple[epoch - 1] ?? Number.NaN);
  });
}

/** Candidates come in rounds; gives what was trained in all, and the best at the full budget. */
function searchBy(name: keyof typeof stoppingRules, curves: readonly ((epoch: number) => number)[], each: number) {
  const rule = stoppingRules[name]({});
  const history: Observation[] = [];
  const reached = new Map<string, number>();
  let [trained, begun] = [0, 0];
  for (let round = 0; round < 1000; round++) {
    const now = context([...history], { remaining: curves.length - begun });
    const { promote, stop } = rule.decide(now);
    const begin = firstBudgetsOf(rule, now, Math.min(each, curves.length - begun));
    if (promote.length + begin.length === 0) {
      const full = history.filter(({ epochs }) => epochs === 90);
      return { trained, best: Math.max(...full.map(({ score = 0 }) => score)) };
    }
    const work = [
      ...promote.map((one) => ({ number: Number(one.candidate.number), epochs: one.epochs })),
      ...begin.map((epochs) => ({ number: begun++, epochs })),
    ];
    for (const one of stop) {
      const id = candidateId(one.candidate);
      history.push(observe(Number(one.candidate.number), reached.get(id) ?? 1, 0, { state: 'stopped' }));
    }
    for (const { number, epochs } of work) {
      const [curve, id] = [curves[number] ?? Number, candidateId(candidate(number))];
      trained += epochs - (reached.get(id) ?? 0);
      reached.set(id, epochs);
      history.push(observe(number, epochs, curve(epochs), { curve: keptEpochs(epochs).map(curve) }));
    }
  }
  throw new Error('the search never ends');
}

describe.each([
  ['halving', 100, 0.3],
  ['asha', 20, 0.35],
  ['hyperband', 17, 0.5],
  ['freeze-thaw', 20, 0.25],
  ['median', 20, 0.5],
] as const)('%s, in rounds of %i', (name, each, most) => {
  it.each(['one', 'two', 'three'])(
    `finds what the full budget finds, with at most ${100 * most} %% of the epochs: %s`,
    (seed) => {
      const curves = curvesOf(100, seed);
      const whole = searchBy('none', curves, each);
      const found = searchBy(name, curves, each);
      expect(whole.trained).toBe(9000);
      expect(found.trained).toBeLessThan(most * whole.trained);
      expect(found.best).toBeGreaterThan(whole.best - 0.001);
    },
  );
});
