import { z } from 'zod';
import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import { SearchError } from '../errors.ts';
import { goalsOf } from '../objectives/goals.ts';
import { preprocessingSchema } from '../preprocessing.ts';
import { type Leaderboard, type LeaderboardRow, type ReportData, type Verdict, verdictSchema } from '../result.ts';
import { samplesOf } from '../samples/samples-of.ts';
import type { Ancestor, SavedModel, Trainer, TrainingData } from '../trainer.ts';
import { isOfCandidate, type Observation } from '../trial.ts';
import { writeBill } from './bill.ts';
import { challenge } from './challenge.ts';
import { crown, writeModel } from './champion.ts';
import { choiceOf, inOrderOfChoice } from './choose.ts';
import type { PublishContext } from './context.ts';
import { gainOfMore } from './gain.ts';
import { readWholeHistory } from './history.ts';
import { inUnit, judge } from './judge.ts';
import { searchKeys } from './keys.ts';
import { leaderboardCsv, leaderboardOf } from './leaderboard.ts';
import { ancestorsOf } from './lineage.ts';
import { modelName } from './opponent.ts';
import { planSchema } from './plan-file.ts';
import { findArtifact, readArtifact } from './read-artifact.ts';
import { remember } from './remember.ts';
import { findResult } from './results.ts';
import { readPreparedSearch, type Settings } from './settings.ts';
import { parseInput, searchIdSchema } from './step-input.ts';
import { readSealedRows, readTrainingData } from './training-data.ts';
import { whyOf } from './why.ts';

/** `round` is the one whose plan ended the search. */
export const publishInputSchema = z.object({ searchId: searchIdSchema, round: z.int().min(0) });
export type PublishInput = z.infer<typeof publishInputSchema>;

/** Candidates tried as the winner, where refits diverge. */
const mostRefits = 10;
/** Candidates whose learning curves the report shows. */
const curves = 10;

/**
 * Refits the winner on all unsealed rows, scores it once on the sealed ones and publishes it. The verdict is written last: a
 * search that has one is finished, and gives it back. Throws SearchError SearchFailed where no candidate has a score.
 */
export async function publish(input: PublishInput, context: PublishContext): Promise<Verdict> {
  const { searchId, round } = parseInput(publishInputSchema, input);
  const { store, trainer } = context;
  const keys = searchKeys(searchId);
  const finished = await findArtifact(store, keys.verdict, verdictSchema);
  if (finished !== undefined) return finished;

  const { settings, dataset } = await readPreparedSearch(store, searchId);
  const { because = 'its last round was done' } = await readArtifact(store, keys.plan(round), planSchema);
  const observed = await readWholeHistory(store, searchId);
  const history = observed.filter(isOfCandidate);
  const goals = goalsOf(settings);
  const leaderboard = leaderboardOf(history, settings.metric, goals);
  if (leaderboard.rows.length === 0) throw await noScore(store, searchId, history);
  const data = await readTrainingData(store, keys.refit);
  const { winner, model, ancestors, diverged } = await refit(inOrderOfChoice(leaderboard, goals), data, settings, {
    trainer,
    ancestorsOf: (candidateId) => ancestorsOf(candidateId, { history, searchId, store }),
  });
  const sealed = await readSealedRows(store, keys.sealed);
  const predicted = inUnit(await trainer.predict(model, sealed.features, sealed.rows, data.featureShape), data);
  const name = modelName(settings, dataset);
  const { metric, seed } = settings;
  const challenger = { values: predicted, truth: sealed.targets, outputs: data.outputs };
  const { opponent, outcome } = await challenge(
    { searchId, name, dataset, metric, seed, features: sealed.features, challenger },
    store,
    trainer,
  );
  const verdict: Verdict = {
    searchId,
    metric,
    maximise: leaderboard.maximise,
    winner: {
      candidateId: winner.candidateId,
      candidate: winner.candidate,
      validationScore: winner.score,
      epochs: winner.bestEpoch,
      parameters: model.parameters,
      ...(ancestors.length === 0 ? {} : { ancestors: [...ancestors] }),
    },
    choice: choiceOf(winner, leaderboard, goals),
    ...judge({ data, sealed, predicted, metric, seed }),
    champion: outcome,
    endedBecause: [because, ...diverged].join('; '),
    expectedGain: gainOfMore({ settings, dataset }, history),
    candidates: countStates(history),
    why: whyOf(settings, observed, { ...leaderboard, winner: winner.candidateId }),
  };

  const preprocessing = await readArtifact(store, keys.preprocessing, preprocessingSchema);
  const pixels = preprocessing.kind === 'images' ? preprocessing : undefined;
  const samples = samplesOf({ ...data, sealed, predicted, pixels, horizon: dataset.horizon });
  const shown: ReportData = {
    title: dataset.name,
    dataset,
    verdict,
    leaderboard,
    history,
    curves: await curvesOf(store, searchId, leaderboard, history),
    samples,
  };
  await writeModel(store, keys.model, model, preprocessing);
  await writeJson(store, keys.leaderboard, leaderboard);
  if (samples !== undefined) await writeJson(store, keys.samples, samples);
  await store.write(keys.leaderboardCsv, leaderboardCsv(leaderboard, Object.keys(settings.space)));
  await store.write(keys.report, await context.render.report(shown));
  await store.write(keys.modelCard, await context.render.modelCard(shown));
  await crown(store, { name, verdict, opponent, dataset, model, preprocessing });
  await writeBill(store, searchId);
  await remember(store, { search: { settings, dataset }, leaderboard, history, verdict, data }, trainer);
  await writeJson(store, keys.verdict, verdict);
  context.emit({ type: 'published', searchId });
  return verdict;
}

interface Refit {
  readonly winner: LeaderboardRow;
  readonly model: SavedModel;
  readonly ancestors: readonly Ancestor[];
  /** Better candidates passed over, in words. */
  readonly diverged: string[];
}

/** The first of the rows that can be fitted to all unsealed rows. */
async function refit(
  rows: readonly LeaderboardRow[],
  data: TrainingData,
  settings: Settings,
  {
    trainer,
    ancestorsOf: ancestorsOfCandidate,
  }: { readonly trainer: Trainer; readonly ancestorsOf: (candidateId: string) => Promise<Ancestor[]> },
): Promise<Refit> {
  const diverged: string[] = [];
  for (const winner of rows.slice(0, mostRefits)) {
    const { candidate, bestEpoch: epochs } = winner;
    const ancestors = await ancestorsOfCandidate(winner.candidateId);
    try {
      const model = await trainer.fit({
        data,
        candidate,
        epochs,
        ancestors,
        fullEpochs: settings.budget.epochs,
        seed: settings.seed,
      });
      return { winner, model, ancestors, diverged };
    } catch (error) {
      if (!(error instanceof SearchError) || error.name !== 'SearchFailed') throw error;
      diverged.push(`candidate ${winner.candidateId}, ranked ${winner.rank}, was passed over: ${error.message}`);
    }
  }
  throw new SearchError('SearchFailed', `None of the best ${diverged.length} candidates can be fitted to all rows`, {
    wayOut: 'Try lower learning rates in the space, or look for outliers in the data',
  });
}

/** Each candidate once, by what became of it last. */
function countStates(history: readonly Observation[]): Verdict['candidates'] {
  const counts = { completed: 0, failed: 0, stopped: 0 };
  const last = new Map(history.map(({ candidateId, state }) => [candidateId, state]));
  for (const state of last.values()) counts[state]++;
  return counts;
}

async function curvesOf(
  store: ArtifactStore,
  searchId: string,
  { rows }: Leaderboard,
  history: readonly Observation[],
): Promise<ReportData['curves']> {
  const found = rows.slice(0, curves).map(async ({ candidateId, epochs }) => {
    const observation = history.find((one) => one.candidateId === candidateId && one.epochs === epochs);
    const [firstFold] = observation?.trials ?? [];
    const trial = firstFold === undefined ? undefined : await findResult(store, searchId, firstFold);
    return trial?.state === 'completed' ? [{ candidateId, curve: trial.curve }] : [];
  });
  return (await Promise.all(found)).flat();
}

async function noScore(store: ArtifactStore, searchId: string, history: readonly Observation[]): Promise<SearchError> {
  const counts = countStates(history);
  const trials = history.flatMap((observation) => (observation.state === 'failed' ? observation.trials : []));
  let first = '';
  for (const id of trials.slice(0, 100)) {
    const trial = await findResult(store, searchId, id);
    if (trial?.state !== 'failed') continue;
    first = `; the first that failed (${trial.reason}) said: ${trial.message}`;
    break;
  }
  const message = `No candidate has a score: ${counts.failed} failed, ${counts.stopped} were stopped${first}`;
  return new SearchError('SearchFailed', message, {
    wayOut: counts.failed > 0 ? 'Look at the data and at the space' : 'Allow the search more time (budget.seconds)',
  });
}
