import { expect, it } from 'vitest';
import { readHistory } from '../../shared/steps/history.ts';
import { createTrainer } from '../../training/trainer.ts';
import { firstTokens } from '../training/first-tokens.ts';
import { prepareRows } from './prepare-rows.ts';
import { runInMemory, searchId, testContext } from './run-in-memory.ts';

it('finds a network that reads text, among families, in the space that is chosen for it', async () => {
  const trainer = await createTrainer({ engine: 'native' });
  const context = { ...testContext({ trainer }), prepareDataset: prepareRows(firstTokens(600, 6)) };
  const verdict = await runInMemory({ space: undefined, budget: { trials: 8, epochs: 5 } }, context);
  const history = await readHistory(context.store, searchId);
  expect(verdict.candidates.failed).toBe(0);
  expect(new Set(history.map(({ candidate }) => candidate.family))).toEqual(
    new Set(['convolutional', 'recurrent', 'attention', 'fullyConnected']),
  );
  // Of four classes.
  expect(verdict.test.value).toBeGreaterThan(0.8);
});
