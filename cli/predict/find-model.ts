import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Preprocessing, preprocessingSchema } from '../../shared/dataset.ts';
import { SearchError } from '../../shared/errors.ts';
import { championSchema } from '../../shared/steps/champion.ts';
import { modelKeys, searchKeys } from '../../shared/steps/keys.ts';
import { readArtifact, readBytes } from '../../shared/steps/read-artifact.ts';
import type { SavedModel } from '../../shared/trainer.ts';
import { openStore } from '../../storage/index.ts';
import { findSearch } from '../find-search.ts';
import { shownPath } from '../verdict-lines.ts';

/** A model with all that is needed to use it. */
export interface FoundModel {
  /** Where it lies, for people. */
  readonly path: string;
  readonly model: SavedModel;
  readonly preprocessing: Preprocessing;
}

const modelFile = 'model.json';

/**
 * The model that a person means: a folder with it (a result, a search, models/<dataset> with its champion), a search's id or
 * its first letters, or a dataset's name. Throws SearchError NotFound, or InvalidModel where it cannot be read.
 */
export async function findModel(reference: string, output: string): Promise<FoundModel> {
  const folder = (await folderAt(resolve(reference))) ?? (await folderNamed(reference, output));
  try {
    const store = openStore(folder);
    const preprocessing = await readArtifact(store, 'preprocessing.json', preprocessingSchema);
    const [text, weights] = [await readBytes(store, modelFile), await readBytes(store, 'weights.bin')];
    return {
      path: shownPath(folder),
      preprocessing,
      model: { modelJson: new TextDecoder().decode(text), weights, parameters: Math.floor(weights.byteLength / 4) },
    };
  } catch (cause) {
    if (!(cause instanceof SearchError) || !cause.name.startsWith('Artifact')) throw cause;
    throw new SearchError('InvalidModel', `The model in ${shownPath(folder)} cannot be used: ${cause.message}`, {
      wayOut: 'Run its search anew with --fresh, or copy the whole folder again',
      cause,
    });
  }
}

/** The folder of the model that a folder is about. */
async function folderAt(path: string): Promise<string | undefined> {
  const places = [path, join(path, 'model'), join(path, 'result', 'model')];
  const found = places.find((folder) => existsSync(join(folder, modelFile)));
  if (found !== undefined) return found;
  if (existsSync(join(path, 'champion.json'))) return championOf(path);
  if (basename(dirname(path)) !== 'searches' || !existsSync(path)) return undefined;
  throw unfinished(basename(path));
}

/** models/<dataset>: which of its models is the published one. */
async function championOf(path: string): Promise<string> {
  const { model } = await readArtifact(openStore(path), 'champion.json', championSchema);
  // The key is one of the whole store; only its last part is sure to lie here, wherever the folder was copied to.
  return join(path, basename(model));
}

async function folderNamed(reference: string, output: string): Promise<string> {
  const published = join(resolve(output), modelKeys(reference).root);
  if (existsSync(join(published, 'champion.json'))) return championOf(published);
  const { folder, searchId } = await findSearch(reference, output).catch((cause: unknown) => {
    if (!(cause instanceof SearchError) || cause.name !== 'NotFound') throw cause;
    throw new SearchError('NotFound', `There is no model at ${JSON.stringify(reference)}, and no search of that id`, {
      wayOut: 'Give the folder of a result or of models/<dataset>, or an id that `show` lists',
      cause,
    });
  });
  const found = join(folder, searchKeys(searchId).model);
  if (existsSync(join(found, modelFile))) return found;
  throw unfinished(searchId);
}

const unfinished = (searchId: string): SearchError =>
  new SearchError('NotFound', `The search ${searchId} is not finished and has no model yet`, {
    wayOut: 'Run its `search` command again: it goes on from where it was',
  });
