import { z } from 'zod';
import { dataBytesOf, neededMiB } from '../packing/memory.ts';
import { predictPack } from '../packing.ts';
import type { StepContext } from './context.ts';
import { searchKeys } from './keys.ts';
import { packable, shapeOf } from './packs-file.ts';
import { failedTrial, writeResults } from './results.ts';
import { readPreparedSearch } from './settings.ts';
import { parseInput } from './step-input.ts';
import { readPack, trainInputSchema } from './train.ts';

export const recordLostInputSchema = trainInputSchema.extend({ message: z.string() });
export type RecordLostInput = z.infer<typeof recordLostInputSchema>;

/**
 * Records the trials of a pack as lost, where they have no result: their machine went away too often. The message says what memory the
 * pack was predicted to need, as a machine that has too little ends a process without a word.
 */
export async function recordLost(input: RecordLostInput, { store }: Pick<StepContext, 'store'>): Promise<void> {
  const { searchId, message, ...work } = parseInput(recordLostInputSchema, input);
  const { trials } = await readPack(store, { searchId, ...work });
  const search = await readPreparedSearch(store, searchId);
  const shape = shapeOf(search);
  const { bytes } = predictPack(trials.map(packable), shape);
  const needed = neededMiB(bytes, dataBytesOf(shape, search.dataset.horizon));
  await writeResults(
    store,
    searchId,
    trials.map((trial) => failedTrial(trial, 'lost', `${message}. Its pack was to need ${needed} MiB of memory`)),
  );
  // Nothing goes on from it: the round is whole.
  await store.delete(searchKeys(searchId).snapshot(work.round, work.pack));
}
