import { expect, it } from 'vitest';
import type { Verdict } from '../../shared/result.ts';
import { endingOf } from '../../shared/steps/endings.ts';
import { noticeOf } from '../../shared/steps/notice.ts';
import { readPreparedSearch } from '../../shared/steps/settings.ts';
import { prepareInMemory, searchId, testContext } from './run-in-memory.ts';

const verdict: Verdict = {
  searchId,
  metric: 'accuracy',
  maximise: true,
  winner: { candidateId: 'c', candidate: {}, validationScore: 1, epochs: 3, parameters: 9 },
  test: { value: 0.96666, low: 0.9, high: 1 },
  testMetrics: {},
  testRows: 30,
  baselines: [],
  endedBecause: 'all 20 trials are done',
  candidates: { completed: 18, failed: 2, stopped: 0 },
};

async function noticeFor(more: Partial<Verdict>) {
  const context = testContext();
  await prepareInMemory({ name: 'iris' }, context);
  return noticeOf(context.store, { ...verdict, ...more });
}

it('tells what a search found', async () => {
  const { subject, message, events } = await noticeFor({});
  expect(subject).toBe('Modelscout: iris: accuracy 0.9667');
  expect(events).toEqual(['done']);
  expect(message).toContain('accuracy 0.9667 on 30 test rows');
  expect(message).toContain('20 candidates were tried, 2 failed. It ended because all 20 trials are done.');
});

it.each([
  [true, ['done', 'champion-replaced'], 'Its model replaces the champion, old: it is better.'],
  [false, ['done'], 'The champion stays, old: it is better.'],
])('tells whether the champion was replaced: %s', async (replaced, events, line) => {
  const notice = await noticeFor({ champion: { searchId: 'old', replaced, why: 'it is better' } });
  expect(notice.events).toEqual(events);
  expect(notice.message).toContain(line);
});

it('tells that the budget is used up, in the words that plans use', async () => {
  const context = testContext();
  await prepareInMemory({ budget: { seconds: 5 } }, context);
  const { settings } = await readPreparedSearch(context.store, searchId);
  const observation = {
    candidateId: 'c',
    candidate: {},
    epochs: 9,
    round: 0,
    state: 'completed' as const,
    trials: ['t'],
  };
  const because = endingOf(settings, [{ ...observation, score: 1, loss: 0 }], { now: 6000, deadline: 5000 });
  expect((await noticeFor({ endedBecause: because })).events).toEqual(['done', 'budget-reached']);
  const dollars = await noticeFor({ endedBecause: 'the limit of $2 is reached' });
  expect(dollars.events).toEqual(['done', 'budget-reached']);
});
