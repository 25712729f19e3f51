import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import { fitBaselines } from '../baselines.ts';
import type { DatasetDescription, PreparedDataset } from '../dataset.ts';
import { SearchError } from '../errors.ts';
import { gatherRows } from '../gather-rows.ts';
import { linearGain, metaFeaturesOf } from '../memory/meta-features.ts';
import { warmStart } from '../memory/warm-start.ts';
import { allMetrics } from '../metrics.ts';
import { createRandom } from '../random.ts';
import { type TrainingData, targetWidth } from '../trainer.ts';
import { codeVersion } from '../trial.ts';
import { inUnit } from './judge.ts';
import { memoryFolder, memoryRoot, searchKeys } from './keys.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { type Memory, memorySchema, type Recalled } from './memory-file.ts';
import { modelName } from './opponent.ts';
import { findArtifact } from './read-artifact.ts';
import type { Settings } from './settings.ts';

/** Searches that are looked at, the newest. */
const mostMemories = 500;
/** Of a search's trials, what earlier ones may decide. */
const mostShare = 0.25;

/**
 * Decides, once, what the search goes by of earlier ones: whose results it takes, and what it tries first. Written only where
 * there is something; a memory that cannot be read is no memory.
 */
export async function recall(
  { searchId, settings, prepared }: { searchId: string; settings: Settings; prepared: PreparedDataset },
  store: ArtifactStore,
): Promise<void> {
  const { warmStart: how, cache } = settings;
  const { description } = prepared;
  if (how === 'none' && !cache) return;
  const prefix = how === 'none' ? memoryFolder(description.hash) : memoryRoot;
  const memories = (await readMemories(store, prefix)).filter((memory) => memory.searchId !== searchId);
  if (memories.length === 0) return;
  const recalled: Recalled = {
    known: cache
      ? memories
          .filter((memory) => isComparable(memory, settings, description))
          .map(({ searchId: id, engine }) => ({ searchId: id, engine }))
      : [],
    candidates: how === 'none' ? [] : candidatesOf(how, memories, settings, prepared),
  };
  if (recalled.known.length + recalled.candidates.length === 0) return;
  await writeJson(store, searchKeys(searchId).memory, recalled);
}

async function readMemories(store: ArtifactStore, prefix: string): Promise<Memory[]> {
  // Searches' ids begin with their time.
  const keys = (await store.list(prefix)).sort((one, other) => (idOf(one) < idOf(other) ? 1 : -1));
  const read = await mapConcurrently(keys.slice(0, mostMemories), async (key) => {
    try {
      return await findArtifact(store, key, memorySchema);
    } catch (error) {
      if (error instanceof SearchError && error.name === 'ArtifactCorrupt') return undefined;
      throw error;
    }
  });
  return read.filter((memory) => memory !== undefined);
}

const idOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** Whether a trial of the same id has the same result: its id tells the rest. */
const isComparable = (memory: Memory, settings: Settings, { hash }: DatasetDescription): boolean =>
  memory.data === hash &&
  memory.codeVersion === codeVersion &&
  memory.seed === settings.seed &&
  memory.metric === settings.metric &&
  memory.epochs === settings.budget.epochs &&
  memory.earlyStopping === settings.earlyStopping;

function candidatesOf(
  how: 'same' | 'like',
  memories: readonly Memory[],
  settings: Settings,
  prepared: PreparedDataset,
): Recalled['candidates'] {
  const { description } = prepared;
  const random = createRandom(`${settings.seed}/warm-start`);
  const here = {
    name: modelName(settings, description),
    data: description.hash,
    target: description.target,
    task: description.task,
    features: metaFeaturesOf(
      description,
      prepared.refit().data.targets,
      how === 'like' ? landmark(prepared.fold(0), random.fork('landmark')) : undefined,
    ),
  };
  const most = Math.floor(mostShare * settings.budget.trials);
  return warmStart(here, memories, { how, space: settings.space, most, random });
}

/** What the verdict's baselines say of a finished search, of the first fold's validation rows here: none of them is sealed. */
function landmark(data: TrainingData, random: ReturnType<typeof createRandom>): number | undefined {
  const { validation, outputs, task } = data;
  const width = data.features.length / Math.max(1, data.rows);
  const features = gatherRows(data.features, validation, width);
  const truth = inUnit(gatherRows(data.targets, validation, targetWidth(data)), data);
  const baselines = fitBaselines({ data, features, random });
  return linearGain(baselines.map(({ values }) => ({ metrics: allMetrics(task, { values, truth, outputs }) })));
}
