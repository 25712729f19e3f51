import { z } from 'zod';
import { writeJson } from '../artifact-store.ts';
import { specSchema } from '../spec.ts';
import type { StepContext } from './context.ts';
import { failureKey } from './dataset-key.ts';
import { type Failure, readableError, stepErrorSchema } from './failure.ts';
import { searchKeys } from './keys.ts';
import { failedNotice, type Notice } from './notice.ts';
import { findArtifact } from './read-artifact.ts';
import { parseInput, searchIdSchema } from './step-input.ts';

export const failInputSchema = z.object({ searchId: searchIdSchema, error: stepErrorSchema });
export type FailInput = z.infer<typeof failInputSchema>;
export interface FailOutput {
  readonly notice: Notice;
}

/** Records why a search ended without a verdict: in the search, and beside the dataset where it was dropped for searching. */
export async function fail(input: FailInput, { store, now }: StepContext): Promise<FailOutput> {
  const { searchId, error } = parseInput(failInputSchema, input);
  const keys = searchKeys(searchId);
  const failure: Failure = { searchId, ...readableError(error), at: now() };
  await writeJson(store, keys.failure, failure);
  // What is wrong may be the spec itself.
  const spec = await findArtifact(store, keys.spec, specSchema).catch(() => undefined);
  const beside = spec === undefined ? undefined : failureKey(spec.dataset);
  if (beside !== undefined) await writeJson(store, beside, failure);
  return { notice: failedNotice(failure, spec?.name ?? spec?.dataset) };
}
