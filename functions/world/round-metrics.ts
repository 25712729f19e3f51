import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { spentSchema } from '../../shared/money/bill.ts';
import { readObservations } from '../../shared/steps/history.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { findArtifact } from '../../shared/steps/read-artifact.ts';
import { metrics } from './log.ts';

/** Counts what a collected round brought: its trials, those that failed by reason, its dollars. */
export async function countRound(
  store: ArtifactStore,
  { searchId, round }: { readonly searchId: string; readonly round: number },
): Promise<void> {
  const observations = (await readObservations(store, searchId, round)) ?? [];
  const failures = new Map<string, number>();
  let trials = 0;
  for (const { state, reason = 'error', trials: ids } of observations) {
    trials += ids.length;
    if (state === 'failed') failures.set(reason, (failures.get(reason) ?? 0) + ids.length);
  }
  metrics.addMetric('Trials', MetricUnit.Count, trials);
  const spent = await findArtifact(store, searchKeys(searchId).spent(round), spentSchema);
  if (spent !== undefined) metrics.addMetric('Dollars', MetricUnit.NoUnit, spent.dollars);
  for (const [reason, count] of failures) {
    const failed = metrics.singleMetric();
    failed.addDimension('Reason', reason);
    failed.addMetric('FailedTrials', MetricUnit.Count, count);
  }
}
