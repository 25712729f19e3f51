import type { ArtifactStore } from '../artifact-store.ts';
import { bootstrapInterval } from '../bootstrap.ts';
import { type DatasetDescription, outputsOf } from '../dataset.ts';
import { SearchError } from '../errors.ts';
import { type MetricName, maximises, type Predictions, rowsOf, score, selectRows } from '../metrics.ts';
import { type Preprocessing, preprocessingSchema } from '../preprocessing.ts';
import { createRandom } from '../random.ts';
import type { Verdict } from '../result.ts';
import type { Trainer } from '../trainer.ts';
import { type Champion, championSchema } from './champion.ts';
import { inUnit } from './judge.ts';
import { modelKeys } from './keys.ts';
import { type Opponent, opponentFeaturesKey, opponentKey, opponentSchema } from './opponent.ts';
import { findArtifact, readArtifact, readBytes } from './read-artifact.ts';
import { readFloats } from './training-data.ts';

export interface Challenge {
  readonly searchId: string;
  /** What models of this dataset are published under. */
  readonly name: string;
  readonly dataset: DatasetDescription;
  readonly metric: MetricName;
  readonly seed: number;
  /** The sealed rows as the new model takes them. */
  readonly features: Float32Array;
  /** What the new model says of them. */
  readonly challenger: Predictions;
}

/** The champion challenged, and what came of it; neither where there is none. */
export interface Contest {
  readonly opponent?: Champion;
  readonly outcome?: NonNullable<Verdict['champion']>;
}

/** Two ends of 90 %: each alone is a one-sided bound of 95 %. */
const level = 0.9;

/**
 * Scores the champion on the sealed rows of the new data, beside the new model. It is replaced where the new model is better
 * beyond noise; where it was made of the same data, by one that is no worse; and where it cannot be scored.
 */
export async function challenge(request: Challenge, store: ArtifactStore, trainer: Trainer): Promise<Contest> {
  const { searchId, name, metric, seed, challenger, dataset } = request;
  const current = await findArtifact(store, modelKeys(name).champion, championSchema);
  if (current === undefined) return {};
  const prepared = await findArtifact(store, opponentKey(searchId), opponentSchema);
  // A search that was judged before, and is again, meets the champion that it began under.
  const opponent = current.searchId === searchId ? prepared?.champion : current;
  if (opponent === undefined) return {};
  const said = await predictionsOf(opponent, request, prepared, store, trainer);
  if (typeof said === 'string') {
    const why = `the champion cannot be scored on this data: ${said}`;
    return { opponent, outcome: { searchId: opponent.searchId, replaced: true, why } };
  }
  const difference = bootstrapInterval({
    rows: rowsOf(challenger),
    block: dataset.horizon ?? 1,
    statistic: (rows) => score(metric, selectRows(challenger, rows)) - score(metric, selectRows(said, rows)),
    random: createRandom(`${seed}/champion`),
    level,
  });
  const verdict = judgeDifference(difference, { maximise: maximises(metric), same: opponent.data === dataset.hash });
  return {
    opponent,
    outcome: { searchId: opponent.searchId, score: score(metric, said), difference, ...verdict },
  };
}

function judgeDifference(
  { value, low, high }: { readonly value: number; readonly low: number; readonly high: number },
  { maximise, same }: { readonly maximise: boolean; readonly same: boolean },
): { replaced: boolean; why: string } {
  if (same) {
    const replaced = maximise ? value >= 0 : value <= 0;
    return { replaced, why: replaced ? 'on the same data the new model is no worse' : 'on the same data it is better' };
  }
  const replaced = maximise ? low > 0 : high < 0;
  const why = replaced ? 'the new model is better beyond chance' : 'the new model is not better beyond chance';
  return { replaced, why };
}

/** What the champion says of the sealed rows, as the new model would say it; or in words why it cannot. */
async function predictionsOf(
  champion: Champion,
  { dataset, features, challenger, searchId }: Challenge,
  prepared: Opponent | undefined,
  store: ArtifactStore,
  trainer: Trainer,
): Promise<Predictions | string> {
  if (champion.target !== dataset.target) return `it predicts another column, ${JSON.stringify(champion.target)}`;
  const same = champion.data === dataset.hash;
  if (!same && prepared?.champion.searchId !== champion.searchId) return 'it was published while this search ran';
  if (!same && prepared?.features === undefined) return prepared?.why ?? 'its rows are not encoded';
  try {
    const preprocessing = await readArtifact(store, `${champion.model}/preprocessing.json`, preprocessingSchema);
    const other = otherQuestion(preprocessing, dataset);
    if (other !== undefined) return other;
    const weights = await readBytes(store, `${champion.model}/weights.bin`);
    const modelJson = new TextDecoder().decode(await readBytes(store, `${champion.model}/model.json`));
    const model = { modelJson, weights, parameters: Math.floor(weights.byteLength / 4) };
    const rows = rowsOf(challenger);
    const own = same ? features : await readFloats(store, opponentFeaturesKey(searchId), prepared?.features ?? 0);
    const values = await trainer.predict(model, own, rows, preprocessing.featureShape);
    return { ...challenger, values: asSaid(values, preprocessing, dataset, rows) };
  } catch (error) {
    // Only what is wrong with the machine or the store is worth another try.
    if (error instanceof SearchError && !/^(Artifact|InvalidModel)/.test(error.name)) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

/** In words, where the champion answers another question than the data asks. */
function otherQuestion(preprocessing: Preprocessing, dataset: DatasetDescription): string | undefined {
  if (preprocessing.kind !== dataset.kind) return 'it takes another kind of data';
  if ((preprocessing.task === 'regression') !== (dataset.task === 'regression')) return 'its task is another';
  if (dataset.task !== 'regression' || outputsOf(preprocessing) === outputsOf(dataset)) return undefined;
  return 'its horizon is another';
}

/** In the target's own unit; probabilities in the order of the new data's classes, of which one unknown to the champion has none. */
function asSaid(
  values: Float32Array,
  { targetScale, classes: known }: Preprocessing,
  { task, classes }: DatasetDescription,
  rows: number,
): Float32Array {
  if (task === 'regression') return inUnit(values, { targetScale });
  const places = classes.map((label) => known.indexOf(label));
  return Float32Array.from({ length: rows * classes.length }, (_, at) => {
    const place = places[at % classes.length] ?? -1;
    return place === -1 ? 0 : (values[Math.floor(at / classes.length) * known.length + place] ?? 0);
  });
}
