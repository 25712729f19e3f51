import { describe, expect, it } from 'vitest';
import { readJson } from '../../shared/artifact-store.ts';
import { verdictSchema } from '../../shared/result.ts';
import { championSchema } from '../../shared/steps/champion.ts';
import { modelKeys, searchKeys } from '../../shared/steps/keys.ts';
import { publish } from '../../shared/steps/publish.ts';
import { fakeTrainer } from './fake-trainer.ts';
import { runInMemory, searchId, testContext, textAt } from './run-in-memory.ts';

const keys = searchKeys(searchId);

describe('publish', () => {
  it('judges the winner and the baselines on the sealed rows', async () => {
    const context = testContext();
    const verdict = await runInMemory({}, context);
    expect(verdictSchema.parse(await readJson(context.store, keys.verdict))).toEqual(verdict);
    expect(verdict).toMatchObject({
      searchId,
      metric: 'accuracy',
      maximise: true,
      testRows: 30,
      endedBecause: 'all 20 trials are done',
    });
    expect(verdict.test).toEqual({ value: 1, low: 1, high: 1 });
    expect(verdict.confusion).toEqual([
      [10, 0, 0],
      [0, 10, 0],
      [0, 0, 10],
    ]);
    expect(verdict.baselines.map(({ name }) => name)).toEqual(['majority class', 'logistic regression']);
    expect(verdict.baselines[0]?.metrics.accuracy).toBeCloseTo(1 / 3);
    expect(await textAt(context.store, keys.report)).toBe('<h1>flowers</h1> 10');
    expect(await textAt(context.store, keys.modelCard)).toBe(`# ${searchId}`);
  });

  it('judges a regression in the target’s own unit', async () => {
    const verdict = await runInMemory({ task: 'regression' }, testContext());
    expect(verdict.metric).toBe('r2');
    expect(verdict.testMetrics.rmse).toBeCloseTo(0);
    expect(verdict.predictions?.[1]).toEqual({ truth: 12, predicted: 12 });
    expect(verdict.confusion).toBeUndefined();
  });

  it('gives the verdict back without judging again', async () => {
    const context = testContext();
    const verdict = await runInMemory({}, context);
    const trainer = { ...context.trainer, fit: () => Promise.reject(new Error('fitted twice')) };
    expect(await publish({ searchId, round: 1 }, { ...context, trainer })).toEqual(verdict);
  });

  it('passes over a winner whose refit diverges, and says so', async () => {
    const ranked = await runInMemory({}, testContext());
    const trainer = fakeTrainer({ refitDiverges: (candidate) => candidate.width === ranked.winner.candidate.width });
    const verdict = await runInMemory({}, testContext({ trainer }));
    expect(verdict.winner.candidateId).not.toBe(ranked.winner.candidateId);
    expect(verdict.endedBecause).toContain(
      `candidate ${ranked.winner.candidateId}, ranked 1, was passed over: Diverged`,
    );
  });

  it('says SearchFailed where no candidate can be refitted', async () => {
    const context = testContext({ trainer: fakeTrainer({ refitDiverges: () => true }) });
    await expect(runInMemory({}, context)).rejects.toMatchObject({ name: 'SearchFailed' });
    expect(await context.store.read(keys.verdict)).toBeUndefined();
  });

  it('says SearchFailed where no candidate has a score, with the first reason', async () => {
    const space = {
      width: { type: 'integer', low: 1, high: 99 },
      mood: { type: 'constant', value: 'diverges' },
    } as const;
    await expect(runInMemory({ space, budget: { trials: 25 } }, testContext())).rejects.toMatchObject({
      name: 'SearchFailed',
      message:
        'No candidate has a score: 25 failed, 0 were stopped; the first that failed (diverged) said: The loss is NaN',
    });
  });
});

describe('the champion', () => {
  const { champion: key, version } = modelKeys('flowers');

  it('is the published model, with all that is needed to use it', async () => {
    const context = testContext();
    await runInMemory({}, context);
    const { store } = context;
    expect(championSchema.parse(await readJson(store, key))).toMatchObject({
      searchId,
      model: version(searchId),
      score: 1,
    });
    expect(await store.list('models/')).toEqual(
      [
        key,
        ...['model.json', 'preprocessing.json', 'verdict.json', 'weights.bin'].map(
          (name) => `${version(searchId)}/${name}`,
        ),
      ].sort(),
    );
  });

  it.each([
    ['stays where it did better on the same rows', (data: string) => data, 'before'],
    ['goes where the data are others', () => 'other data', searchId],
  ])('%s', async (_what, dataOf, winner) => {
    const once = testContext();
    await runInMemory({}, once);
    const champion = championSchema.parse(await readJson(once.store, key));
    const context = testContext();
    const before = { ...champion, searchId: 'before', score: 1.5, data: dataOf(champion.data) };
    await context.store.write(key, JSON.stringify(before));
    await runInMemory({}, context);
    expect(championSchema.parse(await readJson(context.store, key)).searchId).toBe(winner);
    expect(await context.store.list(`${version(searchId)}/`)).toHaveLength(4);
  });
});
