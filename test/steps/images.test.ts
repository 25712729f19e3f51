import { expect, it } from 'vitest';
import type { SpecInput } from '../../shared/spec.ts';
import { readHistory } from '../../shared/steps/history.ts';
import { createTrainer } from '../../training/trainer.ts';
import { digits } from '../training/digits.ts';
import { prepareRows } from './prepare-rows.ts';
import { runInMemory, searchId, testContext } from './run-in-memory.ts';

/** A whole search over images, with real training; of the space that is chosen for them, where none is given. */
async function searchDigits(input: Partial<SpecInput>) {
  const trainer = await createTrainer({ engine: 'native' });
  const context = { ...testContext({ trainer }), prepareDataset: prepareRows(digits()) };
  const verdict = await runInMemory({ space: undefined, ...input }, context);
  return { verdict, history: await readHistory(context.store, searchId) };
}

it('finds a network that reads digits', async () => {
  const { verdict, history } = await searchDigits({ strategy: 'auto', budget: { trials: 6, epochs: 8 } });
  expect(verdict.candidates.failed).toBe(0);
  expect(new Set(history.map(({ candidate }) => candidate.family))).toEqual(
    new Set(['convolutional', 'fullyConnected']),
  );
  expect(verdict.winner.validationScore).toBeGreaterThan(0.9);
  expect(verdict.test.value).toBeGreaterThan(0.85);
});

/** Of two structures, soon trained. */
const small: SpecInput['space'] = {
  stages: { type: 'integer', low: 1, high: 2 },
  filters: { type: 'ordinal', values: [3, 4] },
  depth: { type: 'constant', value: 0 },
  pool: { type: 'constant', value: 'stride' },
  learningRate: { type: 'logUniform', low: 0.003, high: 0.03 },
  batchSize: { type: 'constant', value: 128 },
};

it.each<Partial<SpecInput>>([
  { strategy: 'greedy', budget: { trials: 8, epochs: 4, roundTrials: 4 } },
  { strategy: 'evolution', inherit: true, budget: { trials: 30, epochs: 4, roundTrials: 10 } },
  { strategy: 'pbt', budget: { trials: 12, epochs: 4 } },
])('makes later networks over images of earlier ones: %j', async (input) => {
  const { verdict, history } = await searchDigits({ ...input, space: small });
  expect(verdict.candidates.failed).toBe(0);
  expect(history.some(({ origin }) => origin?.parent !== undefined)).toBe(true);
  // Of ten digits; they are hardly trained.
  expect(verdict.winner.validationScore).toBeGreaterThan(0.3);
});

it('refuses to relax networks over images', async () => {
  await expect(searchDigits({ strategy: 'gradient' })).rejects.toMatchObject({
    name: 'InvalidSpec',
    place: { key: 'strategy' },
  });
});
