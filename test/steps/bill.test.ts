import { expect, it } from 'vitest';
import { readJson, writeJson } from '../../shared/artifact-store.ts';
import { defaultDeployment } from '../../shared/compute.ts';
import { billSchema, spentSchema } from '../../shared/money/bill.ts';
import { billedResult, writeBill, writeSpent } from '../../shared/steps/bill.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { planRound } from '../../shared/steps/plan.ts';
import { writeResults } from '../../shared/steps/results.ts';
import { readPreparedSearch } from '../../shared/steps/settings.ts';
import { prepareInMemory, searchId, testContext } from './run-in-memory.ts';

const place = { ...defaultDeployment.tiers.lambda, memoryMiB: 1024 };
const keys = searchKeys(searchId);

/** A round of two trials in one pack that was called twice; the second trial was trained for half as many epochs. */
async function billed(withPlace: boolean) {
  const context = testContext();
  const { store } = context;
  await prepareInMemory({ budget: { trials: 2, epochs: 20 } }, context);
  const planned = planRound(await readPreparedSearch(store, searchId), [], 0);
  const plan = { ...planned, packs: [{ fold: 0, trials: planned.trials.map(({ id }) => id), seconds: 2 }] };
  await writeJson(store, keys.plan(0), plan);
  const results = plan.trials.map((trial, index) => ({
    ...trial,
    state: 'completed' as const,
    score: 1,
    loss: 0,
    metrics: {},
    bestEpoch: 1,
    epochs: 20 / (index + 1),
    parameters: 1,
    curve: { trainingLoss: [], validationLoss: [], validationScore: [] },
  }));
  await writeResults(store, searchId, results);
  const call = { engine: 'wasm', trials: 2, ...(withPlace ? { place } : {}) };
  await writeJson(store, keys.timing(0, 0, 'a'), { ...call, startedAt: 0, milliseconds: 3000, ended: 'paused' });
  await writeJson(store, keys.timing(0, 0, 'b'), { ...call, startedAt: 4000, milliseconds: 1000, ended: 'done' });
  await store.write(keys.observations(0), '');
  return {
    store,
    plan,
    round: { plan, fullEpochs: 20, results: new Map(results.map((result) => [result.id, billedResult(result)])) },
  };
}

it('says what a round cost, and divides it among its trials', async () => {
  const { store, plan, round } = await billed(true);
  await writeSpent(store, searchId, round);
  const spent = spentSchema.parse(await readJson(store, keys.spent(0)));
  // A cold start of 3 s, 3 s, and 1 s on the same machine: 7 s at 1 GB, two requests.
  const training = 7 * 0.0000133334 + 2 * 0.0000002;
  expect(spent.training).toBeCloseTo(training, 12);
  expect(spent).toMatchObject({ calls: 2, seconds: 4, predictedSeconds: 2 });
  // 20 and 10 epochs.
  const [first = '', second = ''] = plan.trials.map(({ id }) => id);
  expect(spent.trials[first]).toBeCloseTo((training * 2) / 3, 9);
  expect(spent.trials[second]).toBeCloseTo(training / 3, 9);
  const before = await store.read(keys.spent(0));
  await writeSpent(store, searchId, round);
  expect(await store.read(keys.spent(0))).toEqual(before);
});

it('counts the checkpoints of trials that may go on', async () => {
  const { store, round } = await billed(true);
  await writeSpent(store, searchId, round);
  const none = spentSchema.parse(await readJson(store, keys.spent(0))).requests;
  await writeSpent(store, searchId, { ...round, fullEpochs: 60 });
  // Each is written and read once.
  const { requests } = spentSchema.parse(await readJson(store, keys.spent(0)));
  expect(requests - none).toBeCloseTo(2 * (0.000005 + 0.0000004), 12);
});

it('sums the rounds up in the bill, with what each trial cost', async () => {
  const { store, round } = await billed(true);
  await writeSpent(store, searchId, round);
  await writeBill(store, searchId);
  const spent = spentSchema.parse(await readJson(store, keys.spent(0)));
  const bill = billSchema.parse(await readJson(store, keys.bill));
  expect(bill.total).toBeCloseTo(bill.training + bill.orchestration + bill.requests, 12);
  expect(bill.training).toBeCloseTo(spent.training, 12);
  // Preparing and publishing: 5 transitions, 4 requests, 60 s at 1.769 GB of x86, a notice, an event, 16 kB of logs.
  const search =
    5 * 0.000025 + 4 * 0.0000002 + 60 * 1.769 * 0.0000166667 + 0.0000005 + 0.000001 + (0.5 * 16_000) / 1024 ** 3;
  expect(bill.orchestration).toBeCloseTo(spent.orchestration + search, 12);
  expect(bill.trials).toEqual(spent.trials);
  expect(bill.rounds).toHaveLength(1);
  expect(bill.storage.dollarsAMonth).toBeCloseTo((bill.storage.bytes * 0.023) / 1024 ** 3, 12);
});

it('writes nothing where nothing is billed', async () => {
  const { store, round } = await billed(false);
  await writeSpent(store, searchId, round);
  await writeBill(store, searchId);
  expect(await store.read(keys.spent(0))).toBeUndefined();
  expect(await store.read(keys.bill)).toBeUndefined();
});
