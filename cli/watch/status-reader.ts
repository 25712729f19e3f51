import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { maximises } from '../../shared/metrics.ts';
import { type Verdict, verdictSchema } from '../../shared/result.ts';
import { type Spec, specSchema } from '../../shared/spec.ts';
import { readObservations } from '../../shared/steps/history.ts';
import { packNumberOf, searchKeys } from '../../shared/steps/keys.ts';
import { mapConcurrently } from '../../shared/steps/map-concurrently.ts';
import { type Plan, planSchema } from '../../shared/steps/plan-file.ts';
import { findArtifact } from '../../shared/steps/read-artifact.ts';
import { findResult } from '../../shared/steps/results.ts';
import { type Settings, settingsSchema } from '../../shared/steps/settings.ts';
import { pausedPacks } from '../../shared/steps/snapshots.ts';
import { timingSchema } from '../../shared/steps/timing.ts';
import { expectedTrials } from '../progress/expected-trials.ts';
import type { Phase } from '../progress/progress-state.ts';
import { readSpent } from '../read-dollars.ts';

/** Where a search stands, as its artifacts tell. */
export interface SearchStatus {
  readonly phase: Phase;
  readonly spec?: Spec | undefined;
  readonly settings?: Settings | undefined;
  /** 1-based. */
  readonly round: number;
  /** Trials with a result. */
  readonly done: number;
  /** Trials that the search is expected to make. */
  readonly total: number;
  readonly failed: number;
  readonly best?: number | undefined;
  /** What the collected rounds cost. */
  readonly dollars?: number | undefined;
  /** Why it ends, once that is known. */
  readonly because?: string | undefined;
  readonly verdict?: Verdict | undefined;
}

/** Results that are looked at each time: enough for a best score that is nearly new, and no load for the store. */
const mostResults = 200;

/**
 * Reads where a search stands, again and again: what cannot change any more is read once. The rounds that are collected come
 * from their observations; the open one from the packs that have ended.
 */
export function statusReader(store: ArtifactStore, searchId: string): () => Promise<SearchStatus> {
  const keys = searchKeys(searchId);
  let spec: Spec | undefined;
  let settings: Settings | undefined;
  let [round, trials, failed] = [0, 0, 0];
  let best: number | undefined;
  let dollars: number | undefined;
  let open = openRound();

  const improve = (score: number | undefined): void => {
    if (score === undefined) return;
    const maximise = settings === undefined || maximises(settings.metric);
    if (best === undefined || (maximise ? score > best : score < best)) best = score;
  };

  async function readCollected(): Promise<void> {
    for (;;) {
      const observations = await readObservations(store, searchId, round);
      // A round that was stopped is collected anew when its packs have gone on.
      const paused = observations === undefined ? [] : await pausedPacks(store, searchId, round);
      if (observations === undefined || paused.length > 0) return;
      for (const observation of observations) {
        trials += observation.trials.length;
        if (observation.state === 'failed') failed += observation.trials.length;
        improve(observation.score);
      }
      const spent = await readSpent(store, searchId, round);
      if (spent !== undefined) dollars = (dollars ?? 0) + spent;
      round++;
      open = openRound();
    }
  }

  async function readOpen(): Promise<void> {
    if (open.plan === undefined) {
      open.plan = await findArtifact(store, keys.plan(round), planSchema);
      // What an earlier search knows is in no pack.
      open.done += open.plan?.trials.filter(({ knownFrom }) => knownFrom !== undefined).length ?? 0;
    }
    const { plan, ended, waiting } = open;
    if (plan === undefined) return;
    const calls = (await store.list(keys.timings(round))).filter((key) => !ended.has(packNumberOf(key)));
    await mapConcurrently(calls, async (key) => {
      const timing = await findArtifact(store, key, timingSchema);
      const pack = packNumberOf(key);
      if (timing?.ended !== 'done' || ended.has(pack)) return;
      ended.add(pack);
      const ids = plan.packs[pack]?.trials ?? [];
      open.done += ids.length;
      waiting.push(...ids);
    });
    await mapConcurrently(waiting.splice(0, mostResults), async (id) => {
      const result = await findResult(store, searchId, id);
      if (result?.state === 'failed') open.failed++;
      if (result?.state === 'completed') improve(result.score);
    });
  }

  return async () => {
    spec ??= await findArtifact(store, keys.spec, specSchema);
    settings ??= await findArtifact(store, keys.settings, settingsSchema);
    const verdict = await findArtifact(store, keys.verdict, verdictSchema);
    if (settings !== undefined) {
      await readCollected();
      await readOpen();
    }
    const done = trials + open.done;
    const { because } = open.plan ?? {};
    return {
      phase:
        verdict !== undefined
          ? 'done'
          : settings === undefined
            ? 'preparing'
            : because === undefined
              ? 'searching'
              : 'publishing',
      spec,
      settings,
      // The plan that ends a search has a number, and trains nothing.
      round: because === undefined && verdict === undefined ? round + 1 : Math.max(1, round),
      done,
      total:
        because === undefined
          ? Math.max(spec === undefined ? 0 : expectedTrials(spec), trials + (open.plan?.trials.length ?? 0))
          : done,
      failed: failed + open.failed,
      best,
      dollars,
      because: because ?? verdict?.endedBecause,
      verdict,
    };
  };
}

interface OpenRound {
  plan: Plan | undefined;
  /** Packs that have all their results. */
  readonly ended: Set<number>;
  /** Trials of theirs that are not looked at yet. */
  readonly waiting: string[];
  done: number;
  failed: number;
}

const openRound = (): OpenRound => ({ plan: undefined, ended: new Set(), waiting: [], done: 0, failed: 0 });
