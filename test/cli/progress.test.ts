import { afterEach, describe, expect, it, vi } from 'vitest';
import { statusBlock } from '../../cli/progress/bar.ts';
import { expectedTrials } from '../../cli/progress/expected-trials.ts';
import { liveProgress } from '../../cli/progress/live-progress.ts';
import { plainProgress } from '../../cli/progress/plain-progress.ts';
import { progressState } from '../../cli/progress/progress-state.ts';
import { duration, ratePhrase } from '../../cli/progress/words.ts';
import { createStyle } from '../../cli/terminal/style.ts';
import { openTerminal } from '../../cli/terminal/terminal.ts';
import { textWidth } from '../../cli/terminal/text-width.ts';
import { parseSpec, type SpecInput } from '../../shared/spec.ts';
import { fakeStream } from './fake-stream.ts';

const style = createStyle(false);
const stateAt = (clock: { now: number }, expected = 100, seconds?: number) =>
  progressState({ expected, maximise: true, now: () => clock.now, seconds });

const packDone = (pack: number, completed: number, best: number, failed = 0) =>
  ({ type: 'pack-done', round: 0, pack, completed, failed, best }) as const;
const packProgress = (pack: number, epoch: number) =>
  ({ type: 'pack-progress', round: 0, pack, progress: { epoch, epochs: 10, ended: 0 } }) as const;

afterEach(() => {
  vi.useRealTimers();
});

describe('progressState', () => {
  it('counts trials, and packs by the share they have done', () => {
    const clock = { now: 0 };
    const state = stateAt(clock);
    state.add({ type: 'planned', round: 0, trials: 40, packs: 4 });
    clock.now = 2000;
    state.add(packDone(0, 9, 0.7, 1));
    state.add(packProgress(1, 5));
    expect(state.read()).toMatchObject({ phase: 'searching', round: 1, done: 10, total: 100, failed: 1, best: 0.7 });
    expect(state.read().share).toBeCloseTo(0.15);
    // 15 trials in 2 s: 85 more take 11.3 s.
    expect(state.read().rate).toBeCloseTo(7.5);
    expect(state.read().secondsLeft).toBeCloseTo(85 / 7.5);
  });

  it('keeps the best score, the lower one where less is better', () => {
    const state = progressState({ expected: 3, maximise: false, now: () => 0 });
    for (const best of [3, 1, 2]) state.add(packDone(0, 1, best));
    expect(state.read().best).toBe(1);
  });

  it('takes no credit for the pace of an earlier run', () => {
    const clock = { now: 0 };
    const state = stateAt(clock);
    state.goOnFrom({ trials: 50, best: 0.9 });
    state.add({ type: 'planned', round: 1, trials: 50, packs: 5 });
    clock.now = 1000;
    state.add(packDone(0, 10, 0.5));
    expect(state.read()).toMatchObject({ done: 60, best: 0.9, rate: 10, secondsLeft: 4 });
  });

  it('counts what earlier searches knew as done, not as its pace', () => {
    const clock = { now: 0 };
    const state = stateAt(clock, 40);
    state.add({ type: 'planned', round: 0, trials: 40, packs: 2, known: { trials: 20, searches: ['one'] } });
    clock.now = 1000;
    state.add(packProgress(1, 5));
    expect(state.read()).toMatchObject({ done: 20, known: 20, total: 40, share: 0.625, rate: 5, secondsLeft: 3 });
  });

  it('never promises more time than the limit leaves', () => {
    const clock = { now: 0 };
    const state = stateAt(clock, 1000, 30);
    state.add({ type: 'planned', round: 0, trials: 1000, packs: 10 });
    clock.now = 10_000;
    state.add(packDone(0, 10, 0.5));
    expect(state.read().secondsLeft).toBe(20);
  });

  it('is full only when everything is done', () => {
    const state = stateAt({ now: 0 }, 10);
    state.add({ type: 'planned', round: 0, trials: 10, packs: 1 });
    state.add(packDone(0, 10, 0.5));
    state.add({ type: 'ending', round: 1, because: 'all trials are done' });
    expect(state.read()).toMatchObject({ phase: 'publishing', share: 1 });
    state.add({ type: 'published', searchId: 'x' });
    expect(state.read().phase).toBe('done');
  });
});

describe('expectedTrials', () => {
  const expected = (spec: Partial<SpecInput>): number => expectedTrials(parseSpec({ dataset: 'a.csv', ...spec }));

  it.each<[string, Partial<SpecInput>, number]>([
    ['the budget', { budget: { trials: 12 } }, 12],
    ['folds', { budget: { trials: 12 }, validation: { folds: 5 } }, 60],
    ['the grid where it is smaller', { strategy: 'grid', space: { depth: { type: 'integer', low: 0, high: 3 } } }, 4],
    ['what halving promotes', { budget: { trials: 27, epochs: 9 }, stopping: { rule: 'halving' } }, 27 + 9 + 3],
  ])('counts %s', (_, spec, trials) => expect(expected(spec)).toBe(trials));
});

describe('statusBlock', () => {
  const progress = {
    phase: 'searching',
    round: 3,
    done: 45,
    total: 100,
    share: 0.5,
    failed: 2,
    lost: 1,
    best: 0.9667,
    elapsedSeconds: 10,
    rate: 4.5,
    secondsLeft: 12,
  } as const;

  it('tells how far, how fast and how well', () => {
    expect(statusBlock(progress, { title: 'iris.csv', metric: 'accuracy', width: 100, style })).toEqual([
      '⠋ iris.csv',
      `  ${'━'.repeat(25)}${'─'.repeat(25)}  50 %  45/100 trials`,
      '  round 3 · 4.5 trials/s · 12 s left · best accuracy 0.9667 · 2 failed · 1 lost worker',
    ]);
  });

  it.each([40, 60, 80])('fits into %i columns', (width) => {
    for (const line of statusBlock(progress, { title: 'iris.csv', metric: 'balanced accuracy', width, style })) {
      expect(textWidth(line)).toBeLessThanOrEqual(width);
    }
  });
});

describe('liveProgress', () => {
  it('draws ten times a second at most, whatever happens, and leaves nothing', () => {
    vi.useFakeTimers();
    const stream = fakeStream({ isTTY: true, columns: 60 });
    const state = stateAt({ now: 0 });
    const live = liveProgress({
      terminal: openTerminal(stream, {}),
      state,
      title: 'iris.csv',
      metric: () => 'accuracy',
    });
    live.onEvent({ type: 'planned', round: 0, trials: 100, packs: 1 });
    for (let tick = 0; tick < 1000; tick++) {
      live.onEvent(packProgress(0, tick % 10));
      vi.advanceTimersByTime(1);
    }
    const draws = stream.text().split('\u001b[?25l').length - 1;
    expect(draws).toBeGreaterThan(5);
    expect(draws).toBeLessThanOrEqual(11);
    live.note('a note');
    live.close();
    expect(stream.screen()).toEqual(['a note']);
    expect(stream.text().endsWith('\u001b[?25h')).toBe(true);
  });
});

describe('plainProgress', () => {
  it('says a line a round, a heartbeat, and nothing that a terminal would obey', () => {
    vi.useFakeTimers();
    const clock = { now: 0 };
    const lines: string[] = [];
    const plain = plainProgress({
      say: (line) => lines.push(line),
      state: stateAt(clock),
      title: 'iris.csv',
      metric: () => 'accuracy',
    });
    plain.onEvent({ type: 'started', searchId: 'id', resumed: false, workers: 2 });
    plain.onEvent({ type: 'prepared', searchId: 'id', rows: 150, featureShape: [4] });
    plain.onEvent({ type: 'planned', round: 0, trials: 100, packs: 2 });
    clock.now = 30_000;
    plain.onEvent(packDone(0, 60, 0.9));
    vi.advanceTimersByTime(30_000);
    plain.onEvent(packDone(1, 39, 0.95, 1));
    plain.onEvent({ type: 'collected', round: 0, best: 0.95, observed: 100 });
    const known = { trials: 12, searches: ['one'] };
    plain.onEvent({ type: 'planned', round: 1, trials: 40, packs: 2, known });
    plain.onEvent({ type: 'planned', round: 2, trials: 9, packs: 0, known: { trials: 9, searches: ['one', 'other'] } });
    plain.close();
    vi.advanceTimersByTime(300_000);
    expect(lines).toEqual([
      'beginning search id: iris.csv',
      '150 rows, 4 features',
      'round 1: 100 trials in 2 packs',
      'round 1: 60/100 trials, 2.0 trials/s, 20 s left, best accuracy 0.9000',
      'round 1 done: 100/100 trials, best accuracy 0.9500, 1 failed',
      'round 2: 40 trials in 2 packs; 12 of 40 were known from search one',
      'round 3: 9 trials in 0 packs; 9 of 9 were known from 2 earlier searches',
    ]);
  });
});

it.each([
  [0.04, '0.0 s'],
  [9.97, '10 s'],
  [59.7, '1 min'],
  [125, '2 min 5 s'],
  [7260, '2 h 1 min'],
])('%d seconds are %s', (seconds, words) => expect(duration(seconds)).toBe(words));

it.each([
  [123.4, '123 trials/s'],
  [1.25, '1.3 trials/s'],
  [0.05, '3.0 trials/min'],
])('%d a second is %s', (rate, words) => expect(ratePhrase(rate)).toBe(words));
