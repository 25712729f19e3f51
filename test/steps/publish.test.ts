import { beforeAll, describe, expect, it } from 'vitest';
import { type ArtifactStore, readJson, writeJson } from '../../shared/artifact-store.ts';
import { preprocessingSchema } from '../../shared/preprocessing.ts';
import { verdictSchema } from '../../shared/result.ts';
import { samplesSchema } from '../../shared/samples.ts';
import { championSchema, writeModel } from '../../shared/steps/champion.ts';
import { modelKeys, searchKeys } from '../../shared/steps/keys.ts';
import { publish } from '../../shared/steps/publish.ts';
import type { Trainer } from '../../shared/trainer.ts';
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

  it('keeps some of the sealed rows for the report where they are images, and none of a table', async () => {
    const featureShape = [1, 2, 1];
    const ofImages = <T extends { featureShape: readonly number[] }>(shaped: T): T => ({ ...shaped, featureShape });
    const context = testContext();
    const { prepareDataset, store, render } = context;
    const given: unknown[] = [];
    await runInMemory(
      {},
      {
        ...context,
        prepareDataset: async (...asked) => {
          const { description, fold, refit, sealed } = await prepareDataset(...asked);
          return {
            description: ofImages(description),
            fold: (index) => ofImages(fold(index)),
            refit: () => ({ data: ofImages(refit().data), preprocessing: ofImages(refit().preprocessing) }),
            sealed,
          };
        },
        render: { ...render, report: async (data) => `${given.push(data.samples)}` },
      },
    );
    const samples = samplesSchema.parse(await readJson(store, keys.samples));
    expect(samples.images?.rows).toHaveLength(24);
    // Row 1's features are its class, 1, and 0.03.
    expect(samples.images?.rows[1]).toMatchObject({ truth: 1, predicted: 1 });
    expect([...Buffer.from(samples.images?.rows[1]?.pixels ?? '', 'base64')]).toEqual([255, 0]);
    expect(given).toEqual([samples]);

    const table = testContext();
    await runInMemory({}, table);
    expect(await table.store.read(keys.samples)).toBeUndefined();
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

  /** A champion that is right on all rows but the first few, beside a new model that is right on all but as many. */
  async function challenged({ data, champion, challenger }: { data: string; champion: number; challenger: number }) {
    const context = testContext();
    const { store, trainer } = context;
    const published = {
      searchId: 'before',
      model: version('before'),
      target: 'species',
      metric: 'accuracy' as const,
      score: 1,
      data,
    };
    const preprocessing = await readJson(rehearsed, keys.preprocessing);
    await writeJson(store, key, published);
    await writeModel(
      store,
      published.model,
      { modelJson: 'champion', weights: new Uint8Array(new Float32Array([9, 1, 3]).buffer), parameters: 3 },
      preprocessingSchema.parse(preprocessing),
    );
    const predict: Trainer['predict'] = async (model, ...rest) => {
      const values = await trainer.predict(model, ...rest);
      return values.fill(0, 0, 3 * (model.modelJson === 'champion' ? champion : challenger));
    };
    const verdict = await runInMemory({}, { ...context, trainer: { ...trainer, predict } });
    return { store, verdict, now: championSchema.parse(await readJson(store, key)), published };
  }

  let rehearsed: ArtifactStore;
  let hash: string;
  beforeAll(async () => {
    const context = testContext();
    await runInMemory({}, context);
    rehearsed = context.store;
    hash = championSchema.parse(await readJson(rehearsed, key)).data;
  });

  it.each([
    ['stays where it is better on the same rows', 'same', 3, 5, false],
    ['goes where the new model is no worse on the same rows', 'same', 4, 4, true],
    ['stays on other data where the new model may be better by chance', 'other', 5, 3, false],
    ['goes on other data where the new model is better beyond chance', 'other', 20, 0, true],
  ])('%s', async (_what, data, champion, challenger, replaced) => {
    const { store, verdict, now, published } = await challenged({
      data: data === 'same' ? hash : 'other data',
      champion,
      challenger,
    });
    expect(verdict.champion).toMatchObject({ searchId: 'before', replaced });
    // Blank rows are said to be of the first class, which every third is.
    const right = (blank: number) => (30 - blank + Math.ceil(blank / 3)) / 30;
    expect(verdict.champion?.score).toBeCloseTo(right(champion));
    expect(verdict.champion?.difference?.value).toBeCloseTo(right(challenger) - right(champion));
    if (replaced) expect(now.searchId).toBe(searchId);
    else expect(now).toEqual(published);
    // Models that do not become the champion are kept as well.
    expect(await store.list(`${version(searchId)}/`)).toHaveLength(4);
  });

  it('is published under the name that the spec gives', async () => {
    const context = testContext();
    await runInMemory({ name: 'roses' }, context);
    expect(await context.store.read('models/roses/champion.json')).toBeDefined();
  });
});
