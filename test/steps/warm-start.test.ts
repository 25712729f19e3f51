import { describe, expect, it } from 'vitest';
import { type Candidate, candidateId } from '../../shared/candidate.ts';
import { leaderboardSchema } from '../../shared/result.ts';
import { whyNotCandidateOf } from '../../shared/search-space/membership.ts';
import type { SpecInput } from '../../shared/spec.ts';
import { memoryRoot, searchKeys } from '../../shared/steps/keys.ts';
import { plan } from '../../shared/steps/plan.ts';
import { type PlannedTrial, planSchema } from '../../shared/steps/plan-file.ts';
import { prepare } from '../../shared/steps/prepare.ts';
import { readArtifact } from '../../shared/steps/read-artifact.ts';
import { contextIn } from './earlier-searches.ts';
import { prepareInMemory, runInMemory, searchId, type TestContext, textAt } from './run-in-memory.ts';

const later = '20260102-000000-later';
const keys = searchKeys(later);

async function firstTrials(input: Partial<SpecInput>, context: TestContext): Promise<PlannedTrial[]> {
  await prepareInMemory({ seed: 7, ...input }, context, later);
  await plan({ searchId: later, round: 0 }, context);
  return (await readArtifact(context.store, keys.plan(0), planSchema)).trials;
}

const remembered = (trials: readonly PlannedTrial[]): PlannedTrial[] =>
  trials.filter(({ origin }) => origin?.strategy === 'memory');

async function bestOf({ store }: TestContext): Promise<Candidate[]> {
  const { rows } = await readArtifact(store, searchKeys(searchId).leaderboard, leaderboardSchema);
  return rows.map(({ candidate }) => candidate);
}

describe('a warm start', () => {
  it('is none by default', async () => {
    const context = contextIn();
    await runInMemory({}, context);
    expect(remembered(await firstTrials({}, context))).toEqual([]);
  });

  it('tries first what did best, a quarter of the trials at most, after the user’s own', async () => {
    const context = contextIn();
    await runInMemory({}, context);
    const own = { width: 64, rate: 0.5 };
    const trials = await firstTrials({ warmStart: 'same', candidates: [own] }, context);
    expect(trials).toHaveLength(20);
    expect(trials.slice(0, 6).map(({ candidate }) => candidate)).toEqual([own, ...(await bestOf(context)).slice(0, 5)]);
    expect(remembered(trials)).toHaveLength(5);
    expect(trials[1]?.origin).toEqual({
      strategy: 'memory',
      why: 'did best in an earlier search of flowers',
    });
    expect(trials[2]?.origin?.why).toBe('was no. 2 in an earlier search of flowers');
  });

  it('asks other data only where like data is wanted', async () => {
    const context = contextIn();
    await runInMemory({ dataset: 'leaves.csv' }, context);
    expect(remembered(await firstTrials({ warmStart: 'same' }, context))).toEqual([]);
    const other = contextIn();
    await runInMemory({ dataset: 'leaves.csv' }, other);
    const trials = remembered(await firstTrials({ warmStart: 'like' }, other));
    expect(trials).toHaveLength(5);
    expect(trials[0]?.origin?.why).toBe('did best on leaves, which is like this one');
  });

  it('makes candidates of another space ones of its own', async () => {
    const context = contextIn();
    await runInMemory({}, context);
    const space: SpecInput['space'] = {
      width: { type: 'integer', low: 1, high: 32 },
      rate: { type: 'constant', value: 0.25 },
      deep: { type: 'choice', options: [false, true] },
    };
    const trials = remembered(await firstTrials({ warmStart: 'same', space }, context));
    expect(trials).toHaveLength(5);
    for (const { candidate } of trials) expect(whyNotCandidateOf(space, candidate)).toBeUndefined();
  });

  it('is decided once: what is remembered later changes nothing', async () => {
    const context = contextIn();
    await runInMemory({}, context);
    await prepareInMemory({ seed: 7, warmStart: 'like' }, context, later);
    const before = await textAt(context.store, keys.memory);
    await runInMemory({ seed: 3, budget: { trials: 50, epochs: 9 } }, context, '20260101-500000-between');
    await prepare({ searchId: later }, context);
    expect(await textAt(context.store, keys.memory)).toBe(before);
    for (const key of await context.store.list(memoryRoot)) await context.store.delete(key);
    const trials = await firstTrials({ warmStart: 'like' }, context);
    expect(remembered(trials).map(({ candidateId: id }) => id)).toEqual(
      (await bestOf(context)).slice(0, 5).map(candidateId),
    );
  });

  it('does not learn classes from numbers', async () => {
    const context = contextIn();
    await runInMemory({ task: 'regression', dataset: 'leaves.csv' }, context);
    expect(remembered(await firstTrials({ warmStart: 'like' }, context))).toEqual([]);
  });
});
