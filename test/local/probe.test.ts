import { expect, it } from 'vitest';
import { probe } from '../../local/probe.ts';
import { defaultDeployment } from '../../shared/compute.ts';
import { fakeEncodeRows, fakePrepareDataset, textSource } from '../steps/fake-dataset.ts';
import { fakeTrainer } from '../steps/fake-trainer.ts';
import { specOf } from '../steps/run-in-memory.ts';

const data = {
  openSource: async (name: string) => textSource(name, 'a,b,species'),
  prepareDataset: fakePrepareDataset,
  encodeRows: fakeEncodeRows,
};

it('measures a few packs beside their predictions, with the engine of the deployment', async () => {
  let clock = 0;
  const engines: string[] = [];
  const { ratio, sampled, rehearsal, search } = await probe(
    {
      spec: specOf({ budget: { trials: 200, epochs: 100, seconds: 7 } }),
      deployment: defaultDeployment,
      createTrainer: async (engine) => {
        engines.push(engine);
        return fakeTrainer({ beforePack: ({ trials }) => void (clock += trials.length) });
      },
      cpuSeconds: () => clock,
    },
    data,
  );
  expect(engines).toEqual(['wasm']);
  expect(sampled.length).toBeGreaterThan(0);
  // The fake trainer takes a second a trial.
  for (const { trials, seconds } of sampled) expect(seconds).toBe(trials);
  const ratios = sampled.map(({ seconds, predictedSeconds }) => seconds / predictedSeconds);
  expect(ratio).toEqual({ low: Math.min(...ratios), high: Math.max(...ratios) });
  expect(rehearsal.trials).toBe(200);
  expect(search.settings.budget.seconds).toBe(7);
});

it('is ended by its signal', async () => {
  const controller = new AbortController();
  controller.abort();
  const request = { spec: specOf(), deployment: defaultDeployment, signal: controller.signal };
  await expect(probe(request, data)).rejects.toMatchObject({ name: 'Interrupted' });
});
