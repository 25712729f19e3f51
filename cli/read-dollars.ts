import type { ArtifactStore } from '../shared/artifact-store.ts';
import { billSchema, spentSchema } from '../shared/money/bill.ts';
import { searchKeys } from '../shared/steps/keys.ts';
import { findArtifact } from '../shared/steps/read-artifact.ts';

const costSchema = spentSchema.pick({ dollars: true });
const totalSchema = billSchema.pick({ total: true });

/** What a collected round cost; undefined where nothing is billed. */
export async function readSpent(store: ArtifactStore, searchId: string, round: number): Promise<number | undefined> {
  return (await findArtifact(store, searchKeys(searchId).spent(round), costSchema))?.dollars;
}

/** What a search has cost: its bill, or the sum of its `rounds` before there is one. */
export async function readDollars(store: ArtifactStore, searchId: string, rounds: number): Promise<number | undefined> {
  const bill = await findArtifact(store, searchKeys(searchId).bill, totalSchema);
  if (bill !== undefined) return bill.total;
  const spent = await Promise.all(Array.from({ length: rounds }, (_, round) => readSpent(store, searchId, round)));
  const known = spent.filter((dollars) => dollars !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, dollars) => sum + dollars, 0);
}
