import { describe, expect, it } from 'vitest';
import { type Candidate, candidateId } from '../../../shared/candidate.ts';
import { firstBudgetsOf, type StoppingContext, type StoppingRule } from '../../../shared/stopping/stopping-rule.ts';
import type { Observation } from '../../../shared/trial.ts';

/** Candidates are told apart by a number. */
export const candidate = (number: number): Candidate => ({ number });
export const observe = (
  number: number,
  epochs: number,
  score?: number,
  more: Partial<Observation> = {},
): Observation => ({
  candidateId: candidateId(candidate(number)),
  candidate: candidate(number),
  epochs,
  round: 0,
  state: score === undefined ? 'failed' : 'completed',
  ...(score === undefined ? { reason: 'diverged' as const } : { score, loss: 1 - score }),
  trials: [],
  ...more,
});
export const context = (history: Observation[], more: Partial<StoppingContext> = {}): StoppingContext => ({
  history,
  maximise: true,
  minimise: [],
  epochs: 90,
  remaining: 0,
  ...more,
});

/** A search run by the rule alone: all candidates start at once, and are observed until the rule names none of them. */
export function climb(
  rule: StoppingRule,
  scores: readonly (number | undefined)[],
  more: Partial<StoppingContext> = {},
) {
  const begin = firstBudgetsOf(rule, context([], { ...more, remaining: scores.length }), scores.length);
  const history = scores.map((score, number) => observe(number, begin[number] ?? Number.NaN, score));
  for (let round = 0; round < 100; round++) {
    const { promote, stop } = rule.decide(context(history, more));
    if (promote.length + stop.length === 0) return history;
    for (const { candidate: each } of stop) {
      const last = history.findLast(({ candidateId: id }) => id === candidateId(each));
      history.push({ ...observe(Number(each.number), last?.epochs ?? Number.NaN, last?.score), state: 'stopped' });
    }
    for (const { candidate: each, epochs: next } of promote) {
      history.push(observe(Number(each.number), next, scores[Number(each.number)]));
    }
  }
  throw new Error('the rule never ends');
}

/** What every stopping rule promises. */
export function describeStoppingRule(name: string, rule: StoppingRule): void {
  const named = ({ promote, stop }: ReturnType<StoppingRule['decide']>) =>
    [...promote, ...stop].map((each) => Number(each.candidate.number));
  const scores = Array.from({ length: 27 }, (_, number) => ((number * 7) % 27) / 27);

  describe(`${name} as a stopping rule`, () => {
    it.each([1, 2, 3, 5, 10, 90, 100, 1000])('has increasing rungs that end at the full budget of %i', (epochs) => {
      const rungs = rule.rungs(epochs);
      expect(rungs.at(-1)).toBe(epochs);
      expect(rungs.every((rung, index) => Number.isInteger(rung) && rung > (rungs[index - 1] ?? 0))).toBe(true);
    });

    it('lets new candidates begin at its rungs, the same number at once or one after the other', () => {
      const atOnce = firstBudgetsOf(rule, context([], { remaining: 50 }), 50);
      expect(atOnce).toHaveLength(50);
      expect(rule.rungs(90)).toEqual(expect.arrayContaining(atOnce));
      const history: Observation[] = [];
      for (let number = 0; number < 50; number++) {
        const [begin = Number.NaN] = firstBudgetsOf(rule, context(history, { remaining: 50 - number }), 1);
        history.push(observe(number, begin, 0.5, { state: number % 3 === 0 ? 'failed' : 'completed' }));
      }
      expect(history.map(({ epochs }) => epochs)).toEqual(atOnce);
      expect(firstBudgetsOf(rule, context(history), 0)).toEqual([]);
    });

    it('promotes to the next rung, and names nobody twice', () => {
      const rungs = rule.rungs(90);
      const history = scores.map((score, number) => observe(number, rungs[0] ?? 90, score));
      const decision = rule.decide(context(history));
      for (const { epochs } of decision.promote) expect(epochs).toBe(rungs[1]);
      for (const { reason } of decision.stop) expect(reason).not.toBe('');
      expect(new Set(named(decision)).size).toBe(named(decision).length);
    });

    it('never names the failed, the stopped and those at the last rung', () => {
      const first = rule.rungs(90)[0] ?? 90;
      const history = [
        observe(0, first),
        observe(1, first, 0.9, { state: 'stopped' }),
        observe(2, first, 0.8),
        observe(2, first, 0.8, { state: 'stopped' }),
        observe(3, first, 0.7),
        observe(3, 90, 0.7),
        ...scores.map((score, number) => observe(10 + number, first, score)),
      ];
      for (const number of named(rule.decide(context(history)))) expect(number).toBeGreaterThanOrEqual(10);
    });

    it('takes the best to the full budget, and ends', () => {
      const history = climb(rule, scores);
      const finished = history.filter(({ epochs, state }) => epochs === 90 && state === 'completed');
      expect(Math.max(...finished.map(({ score = 0 }) => score))).toBe(26 / 27);
    });

    it('takes the lowest score for the best where that is better', () => {
      const finished = climb(rule, scores, { maximise: false }).filter(({ epochs }) => epochs === 90);
      expect(Math.min(...finished.map(({ score = 1 }) => score))).toBe(0);
    });

    it('gives the same answer for the same context, and leaves the history as it was', () => {
      const history = scores.map((score, number) => Object.freeze(observe(number, 10, score)));
      expect(rule.decide(context(history))).toEqual(rule.decide(context(history)));
      expect(rule.decide(context([]))).toEqual({ promote: [], stop: [] });
    });

    it('promotes the best of 10,000, and names nobody twice', () => {
      const [first = 90] = rule.rungs(90);
      const history = Array.from({ length: 10_000 }, (_, number) =>
        observe(number, first, ((number * 7919) % 10_007) / 10_007),
      );
      const decision = rule.decide(context(history));
      expect(new Set(named(decision)).size).toBe(named(decision).length);
      if (first < 90) expect(decision.promote.map((each) => Number(each.candidate.number))).toContain(1040);
    });

    it('ends where all fail, and where one is alone', () => {
      expect(climb(rule, [undefined, undefined])).toHaveLength(2);
      expect(climb(rule, [0.5]).at(-1)).toMatchObject({ epochs: 90, state: 'completed' });
    });
  });
}
