import { readModel, type UsableModel } from '../../local/saved-model.ts';
import { SearchError } from '../../shared/errors.ts';
import { championSchema } from '../../shared/steps/champion.ts';
import { findArtifact } from '../../shared/steps/read-artifact.ts';
import { openStore } from '../../storage/index.ts';

/** s3://<bucket>/<key> */
const addressPattern = /^(s3:\/\/[^/]+)\/*(.*?)\/*$/;

/**
 * The model that a place in a bucket is about: a model's folder, a result, a search, or models/<name>, whose champion it is.
 * Throws SearchError NotFound, InvalidModel where it cannot be read, or StoreUnavailable.
 */
export async function openRemoteModel(address: string): Promise<UsableModel> {
  const [, bucket = '', path = ''] = addressPattern.exec(address) ?? [];
  if (path === '') {
    throw new SearchError('NotFound', `${JSON.stringify(address)} is a bucket, and no model in it`, {
      wayOut: 'Give s3://<bucket>/models/<name> or s3://<bucket>/searches/<id>',
    });
  }
  const store = openStore(bucket);
  try {
    const champion = await findArtifact(store, `${path}/champion.json`, championSchema);
    const places = champion === undefined ? [path, `${path}/model`, `${path}/result/model`] : [champion.model];
    for (const place of places) {
      if ((await store.read(`${place}/preprocessing.json`)) === undefined) continue;
      return { folder: `${bucket}/${place}`, ...(await readModel(store, `${place}/`)) };
    }
  } catch (cause) {
    // A key that is none is a mistyped address.
    if (cause instanceof RangeError) throw noModel(address, cause);
    if (!(cause instanceof SearchError) || !cause.name.startsWith('Artifact')) throw cause;
    throw new SearchError('InvalidModel', `The model in ${address} cannot be used: ${cause.message}`, {
      wayOut: 'Go on with its search, or run it anew',
      cause,
    });
  }
  throw noModel(address);
}

const noModel = (address: string, cause?: unknown): SearchError =>
  new SearchError('NotFound', `There is no model in ${JSON.stringify(address)}`, {
    wayOut: '`list --cloud` shows which searches are finished; models/<name> has the champion',
    cause,
  });
