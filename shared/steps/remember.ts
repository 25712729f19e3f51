import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import { linearGain, metaFeaturesOf } from '../memory/meta-features.ts';
import type { Leaderboard, Verdict } from '../result.ts';
import type { Trainer, TrainingData } from '../trainer.ts';
import { codeVersion, type Observation } from '../trial.ts';
import { engineSchema } from './engine.ts';
import { memoryKey, searchKeys } from './keys.ts';
import type { Memory } from './memory-file.ts';
import { modelName } from './opponent.ts';
import { findArtifact } from './read-artifact.ts';
import type { PreparedSearch } from './settings.ts';

/** Candidates that are remembered of a search. */
const mostBest = 20;

export interface Finished {
  readonly search: PreparedSearch;
  readonly leaderboard: Leaderboard;
  readonly history: readonly Observation[];
  readonly verdict: Verdict;
  /** The unsealed rows. */
  readonly data: TrainingData;
}

/** Leaves what later searches may learn from this one; again, after it has gone on, it is written anew. */
export async function remember(
  store: ArtifactStore,
  { search: { settings, dataset }, leaderboard, history, verdict, data }: Finished,
  trainer: Pick<Trainer, 'engine'>,
): Promise<void> {
  const { searchId } = verdict;
  const keys = searchKeys(searchId);
  const engine = (await findArtifact(store, keys.engine, engineSchema))?.engine ?? trainer.engine;
  const { rows } = leaderboard;
  const memory: Memory = {
    searchId,
    name: modelName(settings, dataset),
    data: dataset.hash,
    target: dataset.target,
    task: dataset.task,
    metric: settings.metric,
    engine,
    codeVersion,
    seed: settings.seed,
    epochs: settings.budget.epochs,
    earlyStopping: settings.earlyStopping,
    features: metaFeaturesOf(dataset, data.targets, linearGain(verdict.baselines)),
    best: rows.slice(0, mostBest).map(({ candidate, epochs, score, rank }) => ({
      candidate,
      epochs,
      score,
      // Of one candidate alone nobody can say how good it is.
      quantile: rows.length === 1 ? 0.5 : (rows.length - rank) / (rows.length - 1),
    })),
    trials: keys.trialIndex,
  };
  await store.write(keys.trialIndex, `${JSON.stringify([...new Set(history.flatMap(({ trials }) => trials))])}\n`);
  await writeJson(store, memoryKey(dataset.hash, searchId), memory);
}
