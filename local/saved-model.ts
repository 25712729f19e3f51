import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { ArtifactStore } from '../shared/artifact-store.ts';
import { SearchError } from '../shared/errors.ts';
import { type Preprocessing, preprocessingSchema } from '../shared/preprocessing.ts';
import { championSchema } from '../shared/steps/champion.ts';
import { readArtifact, readBytes } from '../shared/steps/read-artifact.ts';
import type { SavedModel } from '../shared/trainer.ts';
import { openStore } from '../storage/index.ts';

/** A model with all that is needed to use it. */
export interface UsableModel {
  /** The folder it was read from. */
  readonly folder: string;
  readonly model: SavedModel;
  readonly preprocessing: Preprocessing;
}

const modelFile = 'model.json';
const wayOut = 'Run its search anew with --fresh, or copy the whole folder again';

/**
 * The folder of the model that a folder is about: its own, a result's, a search's, or the champion's of models/<dataset>;
 * undefined where it is about none. Throws SearchError NotFound for a search that is not finished.
 */
export async function modelFolder(path: string): Promise<string | undefined> {
  const folder = resolve(path);
  const places = [folder, join(folder, 'model'), join(folder, 'result', 'model')];
  const found = places.find((place) => existsSync(join(place, modelFile)));
  if (found !== undefined) return found;
  if (existsSync(join(folder, 'champion.json'))) return championOf(folder);
  if (basename(dirname(folder)) !== 'searches' || !existsSync(folder)) return undefined;
  throw new SearchError('NotFound', `The search ${basename(folder)} is not finished and has no model yet`, {
    wayOut: 'Run its `search` command again: it goes on from where it was',
  });
}

async function championOf(folder: string): Promise<string> {
  const { model } = await readingModel(folder, () => readArtifact(openStore(folder), 'champion.json', championSchema));
  // The key is one of the whole store; only its last part is sure to lie here, wherever the folder was copied to.
  return join(folder, basename(model));
}

/** Reads the model that a folder is about. Throws SearchError NotFound, or InvalidModel where it cannot be read. */
export async function openModel(path: string): Promise<UsableModel> {
  const folder = await modelFolder(path);
  if (folder === undefined) {
    throw new SearchError('NotFound', `There is no model in ${JSON.stringify(path)}`, {
      wayOut: 'Give the folder of a result, of a search, or of models/<dataset>',
    });
  }
  return readingModel(folder, async () => {
    return { folder, ...(await readModel(openStore(folder), '')) };
  });
}

/** Reads a model whose keys begin with the prefix. Throws SearchError ArtifactMissing or ArtifactCorrupt. */
export async function readModel(store: ArtifactStore, prefix: string): Promise<Omit<UsableModel, 'folder'>> {
  const preprocessing = await readArtifact(store, `${prefix}preprocessing.json`, preprocessingSchema);
  const modelJson = new TextDecoder().decode(await readBytes(store, `${prefix}${modelFile}`));
  const weights = await readBytes(store, `${prefix}weights.bin`);
  return { preprocessing, model: { modelJson, weights, parameters: Math.floor(weights.byteLength / 4) } };
}

/** What is missing or broken in a model's folder is the model's fault, not the store's. */
async function readingModel<T>(folder: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof SearchError) || !cause.name.startsWith('Artifact')) throw cause;
    throw new SearchError('InvalidModel', `The model in ${folder} cannot be used: ${cause.message}`, { wayOut, cause });
  }
}
