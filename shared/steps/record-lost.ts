import { z } from 'zod';
import type { StepContext } from './context.ts';
import { searchKeys } from './keys.ts';
import { failedTrial, writeResults } from './results.ts';
import { parseInput } from './step-input.ts';
import { readPack, trainInputSchema } from './train.ts';

export const recordLostInputSchema = trainInputSchema.extend({ message: z.string() });
export type RecordLostInput = z.infer<typeof recordLostInputSchema>;

/** Records the trials of a pack as lost, where they have no result: their machine went away too often. */
export async function recordLost(input: RecordLostInput, { store }: Pick<StepContext, 'store'>): Promise<void> {
  const { searchId, message, ...work } = parseInput(recordLostInputSchema, input);
  const { trials } = await readPack(store, { searchId, ...work });
  await writeResults(
    store,
    searchId,
    trials.map((trial) => failedTrial(trial, 'lost', message)),
  );
  // Nothing goes on from it: the round is whole.
  await store.delete(searchKeys(searchId).snapshot(work.round, work.pack));
}
