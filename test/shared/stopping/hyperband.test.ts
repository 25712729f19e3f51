import { expect, it } from 'vitest';
import { hyperband } from '../../../shared/stopping/hyperband.ts';
import { candidate, climb, context, describeStoppingRule, observe } from './describe-stopping-rule.ts';

describeStoppingRule('hyperband', hyperband());
describeStoppingRule('hyperband by 2 from 5', hyperband({ factor: 2, minEpochs: 5 }));

const rule = hyperband({ factor: 3, minEpochs: 10 });
const runs = (lengths: readonly number[]) =>
  lengths.reduce<[number, number][]>((all, epochs) => {
    const last = all.at(-1);
    if (last?.[0] === epochs) last[1]++;
    else all.push([epochs, 1]);
    return all;
  }, []);

it('has the brackets of Li et al. 2018, algorithm 1, for R = 81 and factor 3', () => {
  const whole = hyperband({ factor: 3, minEpochs: 1 });
  const empty = context([], { epochs: 81, remaining: 1000 });
  // n = ⌈5 · 3^s / (s + 1)⌉. The paper's table 1 rounds 5 / (s + 1) down first, and has fewer.
  expect(runs(whole.firstBudgets?.(empty, 144) ?? [])).toEqual([
    [1, 81],
    [3, 34],
    [9, 15],
    [27, 8],
    [81, 5],
    [1, 1],
  ]);
  const observed = climb(
    whole,
    Array.from({ length: 143 }, (_, number) => number / 143),
    { epochs: 81 },
  ).filter(({ state }) => state === 'completed');
  const at = (epochs: number) => observed.filter((each) => each.epochs === epochs).length;
  // 81 → 27 → 9 → 3 → 1; 34 → 11 → 3 → 1; 15 → 5 → 1; 8 → 2; 5.
  expect([1, 3, 9, 27, 81].map(at)).toEqual([81, 27 + 34, 9 + 11 + 15, 3 + 3 + 5 + 8, 1 + 1 + 1 + 2 + 5]);
});

it('halves each bracket by itself, once it is whole', () => {
  // Brackets of 9 from 10, 5 from 30, 3 from 90.
  const first = Array.from({ length: 9 }, (_, number) => observe(number, 10, number / 100));
  const second = Array.from({ length: 5 }, (_, number) => observe(10 + number, 30, 0.5 + number / 100));
  const decide = (history: typeof first, remaining = 50) => rule.decide(context(history, { remaining }));
  expect(decide(first.slice(1))).toEqual({ promote: [], stop: [] });
  expect(decide(first).promote).toEqual([6, 7, 8].map((number) => ({ candidate: candidate(number), epochs: 30 })));
  // Those that came up from 10 do not meet the bracket that began at 30.
  const risen = [6, 7, 8].map((number) => observe(number, 30, number / 100));
  const { promote, stop } = decide([...first, ...second, ...risen]);
  const ended = stop.map((each) => each.candidate.number);
  expect(promote).toContainEqual({ candidate: candidate(14), epochs: 90 });
  expect(ended).toEqual(expect.arrayContaining([10, 11, 12, 13]));
  expect(stop).toContainEqual({
    candidate: candidate(13),
    reason: 'rank 2 of 5 at 30 epochs, of which the best 1 go on',
  });
});

it('keeps turns apart: the second bracket from 10 waits for its own nine', () => {
  const nine = (from: number, score: number) =>
    Array.from({ length: 9 }, (_, number) => observe(from + number, 10, score + number / 1000));
  const ended = nine(0, 0.9).map((each) => ({ ...each, state: 'stopped' as const }));
  const decide = (history: Parameters<typeof context>[0]) => rule.decide(context(history, { remaining: 50 }));
  expect(decide([...nine(0, 0.9), ...ended, ...nine(100, 0.1).slice(1)])).toEqual({ promote: [], stop: [] });
  const { promote } = decide([...nine(0, 0.9), ...ended, ...nine(100, 0.1)]);
  expect(promote.map((each) => each.candidate.number)).toEqual([106, 107, 108]);
});

it('fills what is open first, and says how many make brackets whole', () => {
  const history = Array.from({ length: 7 }, (_, number) => observe(number, 10, 0.5));
  const open = context(history, { remaining: 50 });
  expect(rule.firstBudgets?.(open, 4)).toEqual([10, 10, 30, 30]);
  expect(rule.wholeBrackets?.(open, 1)).toBe(2);
  expect(rule.wholeBrackets?.(open, 3)).toBe(7);
  expect(rule.wholeBrackets?.(context([]), 10)).toBe(14);
});

it('takes the last bracket as it is when none is to come', () => {
  const cut = [observe(0, 10, 0.3), observe(1, 10, 0.4)];
  expect(rule.decide(context(cut, { remaining: 7 }))).toEqual({ promote: [], stop: [] });
  expect(rule.decide(context(cut))).toEqual({
    promote: [{ candidate: candidate(1), epochs: 30 }],
    stop: [{ candidate: candidate(0), reason: 'rank 2 of 2 at 10 epochs, of which the best 1 go on' }],
  });
});
