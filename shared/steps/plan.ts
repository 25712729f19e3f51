import { z } from 'zod';
import { type Candidate, candidateId } from '../candidate.ts';
import { SearchError } from '../errors.ts';
import { maximises } from '../metrics.ts';
import { formPacks } from '../packing.ts';
import { createRandom } from '../random.ts';
import { stoppingRuleOf } from '../stopping/index.ts';
import { strategies } from '../strategies/index.ts';
import { type Observation, trialId } from '../trial.ts';
import type { StepContext } from './context.ts';
import { endingOf } from './endings.ts';
import { readHistory } from './history.ts';
import { searchKeys } from './keys.ts';
import { type Plan, type PlannedTrial, planSchema } from './plan-file.ts';
import { featuresOf, outputsOf } from './prepare.ts';
import { findArtifact, readArtifact } from './read-artifact.ts';
import { type PreparedSearch, readDeadline, readPreparedSearch } from './settings.ts';
import { parseInput, searchIdSchema } from './step-input.ts';

export const planInputSchema = z.object({ searchId: searchIdSchema, round: z.int().min(0) });
export type PlanInput = z.infer<typeof planInputSchema>;
export interface PlanOutput {
  readonly searchId: string;
  readonly round: number;
  readonly packs: number;
  /** Nothing is left to train: collect this round, then publish. */
  readonly done: boolean;
  readonly because?: string;
}

/**
 * Decides what the round trains, as a function of the spec and the history alone; only a time limit looks at the clock.
 * A plan that is there is kept: a round is planned once. Throws SearchError ArtifactMissing before the round before is collected.
 */
export async function plan(input: PlanInput, context: StepContext): Promise<PlanOutput> {
  const { searchId, round } = parseInput(planInputSchema, input);
  const { store } = context;
  const key = searchKeys(searchId).plan(round);
  let planned = await findArtifact(store, key, planSchema);
  if (planned === undefined) {
    const search = await readPreparedSearch(store, searchId);
    const history = await readHistory(store, searchId, round);
    checkCollected(searchId, history, round);
    const deadline = await readDeadline(store, searchId, search.settings);
    const because = endingOf(search.settings, history, { now: context.now(), deadline });
    const decided = because === undefined ? planRound(search, history, round) : ended(round, because);
    // Whoever was first planned the round, and every process goes by that plan.
    await store.write(key, `${JSON.stringify(decided)}\n`, { ifAbsent: true });
    planned = await readArtifact(store, key, planSchema);
  }
  const packs = planned.packs.length;
  if (planned.because === undefined) context.emit({ type: 'planned', round, trials: planned.trials.length, packs });
  else context.emit({ type: 'ending', round, because: planned.because });
  return { searchId, round, packs, done: packs === 0, because: planned.because };
}

const ended = (round: number, because: string, stopped: Plan['stopped'] = []): Plan => ({
  round,
  because,
  stopped,
  trials: [],
  packs: [],
});

function checkCollected(searchId: string, history: readonly Observation[], round: number): void {
  if ((history.at(-1)?.round ?? -1) === round - 1) return;
  throw new SearchError(
    'ArtifactMissing',
    `Round ${round} of ${searchId} cannot be planned: round ${round - 1} is not collected`,
  );
}

interface Work {
  readonly candidate: Candidate;
  readonly epochs: number;
  /** Budget of the checkpoint to go on from. */
  readonly fromEpochs?: number;
}

/** Promotions first, then proposals for the smallest budget. Pure. */
export function planRound(search: PreparedSearch, history: readonly Observation[], round: number): Plan {
  const { settings } = search;
  const maximise = maximises(settings.metric);
  const reached = new Map<string, number>();
  for (const { candidateId: id, epochs } of history) reached.set(id, Math.max(epochs, reached.get(id) ?? 0));
  const remaining = settings.budget.trials - reached.size;
  const count = Math.min(remaining, settings.budget.roundTrials ?? defaultRoundTrials(settings));
  const random = createRandom(`${settings.seed}/round-${round}`);
  const proposals =
    count > 0 ? strategies[settings.strategy]({ space: settings.space, history, maximise, count, random }) : [];
  const rule = stoppingRuleOf(settings.stopping);
  // A strategy that gives fewer than it was asked for has no more: a rule that waits for all candidates waits for these.
  const toCome = proposals.length < count ? proposals.length : remaining;
  const decision = rule.decide({ history, maximise, epochs: settings.budget.epochs, remaining: toCome });
  const stopped = decision.stop.map(({ candidate, reason }) => {
    const id = candidateId(candidate);
    return { candidateId: id, candidate, epochs: reached.get(id) ?? 1, reason };
  });
  const smallest = rule.rungs(settings.budget.epochs)[0] ?? settings.budget.epochs;
  const work: Work[] = [
    ...decision.promote.map((promoted) => ({ ...promoted, fromEpochs: reached.get(candidateId(promoted.candidate)) })),
    ...proposals.map((candidate) => ({ candidate, epochs: smallest })),
  ];
  if (work.length === 0) {
    const all = reached.size >= settings.budget.trials;
    return ended(
      round,
      all ? `all ${reached.size} trials are done` : `the space has no more than ${reached.size} candidates`,
      stopped,
    );
  }
  const trials = work.flatMap((item) => trialsOf(item, search));
  return { round, stopped, trials, packs: packsOf(trials, search) };
}

/**
 * A bracket needs all its candidates at once. A strategy that does not learn loses nothing by large rounds, and large ones make
 * fuller packs; but who wants the search to end early has it looked at more often.
 */
function defaultRoundTrials({ strategy, stopping, budget }: PreparedSearch['settings']): number {
  const learns = strategy !== 'random' && strategy !== 'grid';
  if (stopping.rule === 'halving' && !learns) return Number.POSITIVE_INFINITY;
  return learns || budget.targetScore !== undefined || budget.patience !== undefined ? 100 : 1000;
}

function trialsOf({ candidate, epochs, fromEpochs }: Work, { settings, dataset }: PreparedSearch): PlannedTrial[] {
  const { seed } = settings;
  return Array.from({ length: dataset.folds }, (_, fold) => {
    const idAt = (budget: number) => trialId({ data: dataset.hash, candidate, budget: { epochs: budget }, fold, seed });
    return {
      id: idAt(epochs),
      candidateId: candidateId(candidate),
      candidate,
      budget: { epochs },
      fold,
      seed,
      goesOnFrom: fromEpochs === undefined ? undefined : { trialId: idAt(fromEpochs), epochs: fromEpochs },
    };
  });
}

function packsOf(trials: readonly PlannedTrial[], { dataset }: PreparedSearch): Plan['packs'] {
  const shape = {
    rows: dataset.trainingRows,
    features: featuresOf(dataset),
    outputs: outputsOf(dataset),
    validationRows: dataset.validationRows,
  };
  const groups = new Map<string, PlannedTrial[]>();
  for (const trial of trials) {
    const key = `${trial.fold}/${trial.goesOnFrom?.epochs ?? 0}/${trial.budget.epochs}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [trial]);
    else group.push(trial);
  }
  return [...groups.values()].flatMap((group) =>
    formPacks(
      group.map(({ id, candidate, goesOnFrom, budget }) => ({
        trialId: id,
        candidate,
        fromEpochs: goesOnFrom?.epochs ?? 0,
        epochs: budget.epochs,
      })),
      shape,
    ).map((pack) => ({ fold: group[0]?.fold ?? 0, trials: [...pack.trials] })),
  );
}
