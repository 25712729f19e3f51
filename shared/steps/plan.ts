import { z } from 'zod';
import type { ArtifactStore } from '../artifact-store.ts';
import { type Candidate, candidateId } from '../candidate.ts';
import type { Deployment } from '../compute.ts';
import { SearchError } from '../errors.ts';
import { canonicalJson } from '../hash.ts';
import { maximises, perfectScore } from '../metrics.ts';
import { checkTier, roomOn } from '../money/choose-tier.ts';
import { minimisedOf } from '../objectives/objective.ts';
import { dataBytesOf, roomForPack } from '../packing/memory.ts';
import { formPacks } from '../packing.ts';
import type { Inheritance, Origin, Proposal } from '../proposal.ts';
import { createRandom } from '../random.ts';
import { type Relaxation, relaxationId } from '../relaxation.ts';
import { ruleOf } from '../stopping/rule-of.ts';
import { nextRung } from '../stopping/rungs.ts';
import { firstBudgetsOf, type StoppingContext } from '../stopping/stopping-rule.ts';
import { inheritable } from '../strategies/evolution.ts';
import { strategies } from '../strategies/index.ts';
import type { ProposalContext } from '../strategies/strategy.ts';
import { isOfCandidate, type Observation, trialId } from '../trial.ts';
import { readAdded } from './added.ts';
import { readAllSpent } from './bill.ts';
import { epochsBefore } from './checkpoints.ts';
import type { PlanContext, SearchEvent } from './context.ts';
import { endingOf } from './endings.ts';
import { endingByGain } from './gain.ts';
import { readWholeHistory } from './history.ts';
import { searchKeys } from './keys.ts';
import { planWithKnown, type Reuse } from './known-trials.ts';
import { type Limits, limitsOf, refuseSpace } from './limits.ts';
import { type Lineages, lineagesIn } from './lineage.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { type Recalled, recalledSchema } from './memory-file.ts';
import { checkCandidates, ownCandidates } from './own-candidates.ts';
import { type PacksFile, packable, placePacks, shapeOf } from './packs-file.ts';
import { type PackFile, type Plan, type PlannedTrial, planSchema } from './plan-file.ts';
import { type Most, planForDollars } from './plan-for-dollars.ts';
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
 * Decides what the round trains, as a function of the spec and the history alone; only a time limit looks at the clock, and a
 * limit of dollars at what was spent. A plan that is there is kept: a round is planned once. Where there is a deployment, its
 * packs are listed for the workflow. Throws SearchError ArtifactMissing before the round before is collected, or InvalidSpec for
 * candidates, constraints, a tier, rounds or a limit of dollars that cannot be.
 */
export async function plan(input: PlanInput, context: PlanContext): Promise<PlanOutput> {
  const { searchId, round } = parseInput(planInputSchema, input);
  const { store, deployment } = context;
  const key = searchKeys(searchId).plan(round);
  const search = await readPreparedSearch(store, searchId);
  let planned = await findArtifact(store, key, planSchema);
  if (planned === undefined) {
    const decided = await decide(searchId, round, search, context);
    // Whoever was first planned the round, and every process goes by that plan.
    await store.write(key, `${JSON.stringify(decided)}\n`, { ifAbsent: true });
    planned = await readArtifact(store, key, planSchema);
  }
  if (deployment !== undefined) await listPacks(searchId, planned, search, { store, deployment });
  const packs = planned.packs.length;
  if (planned.because === undefined) context.emit({ type: 'planned', round, ...countsOf(planned) });
  else context.emit({ type: 'ending', round, because: planned.because });
  return { searchId, round, packs, done: planned.because !== undefined, because: planned.because };
}

function countsOf({ trials, packs }: Plan): Omit<Extract<SearchEvent, { type: 'planned' }>, 'type' | 'round'> {
  const from = trials.flatMap(({ knownFrom }) => knownFrom ?? []);
  const known = from.length === 0 ? {} : { known: { trials: from.length, searches: [...new Set(from)] } };
  return { trials: trials.length, packs: packs.length, ...known };
}

async function decide(
  searchId: string,
  round: number,
  prepared: PreparedSearch,
  { store, deployment, memoryMiB, now }: Pick<PlanContext, 'store' | 'deployment' | 'memoryMiB' | 'now'>,
): Promise<Plan> {
  await checkCollected(searchId, round, store);
  const { compute, candidates } = prepared.settings;
  const placed = { ...prepared, memoryMiB: deployment === undefined ? memoryMiB : roomOn(deployment, compute.tier) };
  if (deployment !== undefined) checkTier(compute.tier, deployment);
  checkCandidates(candidates, placed);
  const added = await readAdded(store, searchId);
  const search = allowing(placed, added.length);
  const { settings } = search;
  const observed = await readWholeHistory(store, searchId, round);
  const history = observed.filter(isOfCandidate);
  const deadline = await readDeadline(store, searchId, settings);
  const stopped = (await store.read(searchKeys(searchId).stop)) !== undefined;
  const because = endingOf(settings, history, { now: now(), deadline, stopped });
  const tried = new Set(history.map((observation) => observation.candidateId));
  const pending = added.filter((candidate) => !tried.has(candidateId(candidate)));
  // What was added after a search had found enough is tried all the same, and nothing else.
  const only = because !== undefined && pending.length > 0 && !stopped && now() < deadline;
  if (because !== undefined && !only) return ended(round, because);
  const recalled = await findArtifact(store, searchKeys(searchId).memory, recalledSchema);
  // What has begun is brought to its end all the same.
  const enough = only ? undefined : endingByGain(search, history);
  const most: Most | undefined = only
    ? { promotions: 0, proposals: pending.length }
    : enough === undefined
      ? undefined
      : { proposals: 0 };
  const planWith =
    (reuse: Reuse) =>
    (paid?: Most): Plan => {
      const beside = { pending, warm: recalled?.candidates ?? [], reuse };
      const plan = planRound(search, observed, round, atMost(most, paid), beside);
      return enough === undefined || plan.because === undefined ? plan : { ...plan, because: enough };
    };
  let decideWith = (reuse: Reuse): Plan => planWith(reuse)();
  if (deployment !== undefined) {
    checkRounds(settings);
    const { dollars } = settings.budget;
    if (dollars !== undefined) {
      const spent = await readAllSpent(store, searchId, round);
      const money = { search, history, round, deployment, spent, limit: dollars };
      decideWith = (reuse) => planForDollars(planWith(reuse), money);
    }
  }
  return planWithKnown(decideWith, { searchId, settings, recalled, store });
}

/** A candidate that is added by hand is one more than the limit of trials says. */
const allowing = (search: PreparedSearch, added: number): PreparedSearch => {
  const { settings } = search;
  const { budget } = settings;
  return added === 0
    ? search
    : { ...search, settings: { ...settings, budget: { ...budget, trials: budget.trials + added } } };
};

/** Both limits, the lower of each. */
const atMost = (most: Most | undefined, paid: Most | undefined): Most | undefined =>
  most === undefined
    ? paid
    : { ...most, ...paid, proposals: Math.min(most.proposals ?? Infinity, paid?.proposals ?? Infinity) };

/** Writes what each pack trains, and where; again, it is the same. */
async function listPacks(
  searchId: string,
  plan: Plan,
  search: PreparedSearch,
  { store, deployment }: { readonly store: ArtifactStore; readonly deployment: Deployment },
): Promise<void> {
  const { round, packs } = plan;
  if (packs.length === 0) return;
  checkTier(search.settings.compute.tier, deployment);
  const placed = placePacks(plan, search, deployment);
  await mapConcurrently(packs, async (pack, number) => {
    const file: PackFile = { ...pack, trials: [...(placed[number]?.trials ?? [])] };
    await store.write(searchKeys(searchId).pack(round, number), `${JSON.stringify(file)}\n`);
  });
  const items: PacksFile = placed.map(({ tier }, pack) => ({ searchId, round, pack, tier }));
  await store.write(searchKeys(searchId).packs(round), `${JSON.stringify(items)}\n`);
}

/**
 * Rounds that a search of many trials may have: a workflow holds 25,000 events, of which a round takes some twenty.
 */
const mostRounds = 500;

function checkRounds({ budget: { trials, roundTrials } }: PreparedSearch['settings']): void {
  if (roundTrials === undefined || trials / roundTrials <= mostRounds) return;
  throw new SearchError(
    'InvalidSpec',
    `${trials} trials in rounds of ${roundTrials} are more than ${mostRounds} rounds`,
    {
      place: { key: 'budget.roundTrials' },
      wayOut: `Use at least ${Math.ceil(trials / mostRounds)} a round, or leave it out`,
    },
  );
}

const ended = (round: number, because: string, stopped: Plan['stopped'] = []): Plan => ({
  round,
  because,
  stopped,
  trials: [],
  packs: [],
});

async function checkCollected(searchId: string, round: number, store: ArtifactStore): Promise<void> {
  if (round === 0 || (await store.read(searchKeys(searchId).observations(round - 1))) !== undefined) return;
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
  readonly origin?: Origin;
  readonly relax?: Relaxation;
  readonly inherits?: Inheritance;
}

/** What a round tries before its strategy's proposals, and what it need not train. */
interface Beside {
  /** Added by hand, and not tried yet. */
  readonly pending: readonly Candidate[];
  /** What did well in earlier searches: for the first round. */
  readonly warm: Recalled['candidates'];
  readonly reuse: Reuse;
}

const nothingBeside: Beside = { pending: [], warm: [], reuse: { known: new Map(), bare: new Set() } };

/** Promotions first, then the user's own candidates, what is remembered, and proposals, for the rule's first budgets. Pure. */
export function planRound(
  search: PreparedSearch,
  observed: readonly Observation[],
  round: number,
  most?: Most,
  beside: Beside = nothingBeside,
): Plan {
  const { settings } = search;
  const history = observed.filter(isOfCandidate);
  const relaxations = observed.filter((observation) => !isOfCandidate(observation));
  const maximise = maximises(settings.metric);
  const reached = new Map<string, number>();
  for (const { candidateId: id, epochs } of history) reached.set(id, Math.max(epochs, reached.get(id) ?? 0));
  const done = relaxations.reduce((sum, { relax }) => sum + (relax?.trials ?? 0), reached.size);
  const remaining = Math.max(0, settings.budget.trials - done);
  const limits = limitsOf(search);
  // What was added by hand is tried whatever memory it needs: it was looked at when it was added.
  const own = firstOf(round === 0 ? ownCandidates(settings) : [], round, beside)
    .filter(({ candidate }) => beside.pending.includes(candidate) || limits.admits(candidate))
    .slice(0, Math.max(0, remaining));
  const rule = ruleOf(settings);
  const stopping: StoppingContext = {
    history,
    maximise,
    minimise: minimisedOf(settings.objectives),
    perfect: perfectScore(settings.metric),
    epochs: settings.budget.epochs,
    remaining,
  };
  const wanted = settings.budget.roundTrials ?? defaultRoundTrials(settings);
  const count = Math.min(
    remaining,
    Math.max(own.length, settings.budget.roundTrials ?? rule.wholeBrackets?.(stopping, wanted) ?? wanted),
  );
  const random = createRandom(`${settings.seed}/round-${round}`);
  const context: ProposalContext = {
    space: settings.space,
    history: [...history, ...own.map(({ candidate }) => asKnown(candidate, round))],
    relaxations,
    maximise,
    minimise: stopping.minimise,
    epochs: settings.budget.epochs,
    count: count - own.length,
    remaining: remaining - own.length,
    admits: limits.admits,
    inherit: settings.inherit,
    supernet: settings.supernet,
    random,
  };
  const proposed = [...own, ...(context.count > 0 ? strategies[settings.strategy](context) : [])];
  const { nearest } = limits;
  if (context.count > 0 && proposed.length + history.length === 0 && nearest !== undefined) refuseSpace(nearest);
  const proposals = proposed.slice(0, most?.proposals);
  const lineages = lineagesIn(history);
  // A strategy that gives fewer than it was asked for has no more: a rule that waits for all candidates waits for these.
  const toCome = proposals.length < count ? proposals.length : remaining;
  const decision = rule.decide({ ...stopping, remaining: toCome });
  const stopped = decision.stop.map(({ candidate, reason }) => {
    const id = candidateId(candidate);
    const epochs = reached.get(id) ?? 1;
    return { candidateId: id, candidate, epochs, reason, trials: [...lineages.trialsOf(id, epochs)] };
  });
  const rungs = rule.rungs(settings.budget.epochs);
  const budgets = firstBudgetsOf(rule, stopping, proposals.filter(({ relax }) => relax === undefined).length).values();
  const work: Work[] = [
    ...decision.promote.slice(0, most?.promotions).map((promoted) => ({
      ...promoted,
      fromEpochs: reached.get(candidateId(promoted.candidate)),
      inherits: lineages.of(candidateId(promoted.candidate)),
    })),
    ...proposals.map(({ candidate, origin, relax, inherits }): Work => {
      // A relaxation is run whole.
      if (relax !== undefined) return { candidate, origin, relax, epochs: settings.budget.epochs };
      if (inherits === undefined || !isThere(inherits, lineages, beside.reuse)) {
        return { candidate, origin, epochs: budgets.next().value ?? settings.budget.epochs };
      }
      return { candidate, origin, inherits, epochs: nextRung(rungs, inherits.from) ?? settings.budget.epochs };
    }),
  ];
  if (work.length === 0) {
    const all = done >= settings.budget.trials;
    return ended(round, all ? allDone(reached.size, done) : noMore(reached.size, limits), stopped);
  }
  const trials = work.flatMap((item) => trialsOf(item, search, lineages)).map((trial) => reused(trial, beside.reuse));
  const unknown = trials.filter(({ knownFrom }) => knownFrom === undefined);
  const expired = settings.inherit
    ? expiredBy(round, { history, epochs: settings.budget.epochs }, lineages)
    : undefined;
  return { round, stopped, trials, packs: packsOf(unknown, search), expired };
}

const allDone = (candidates: number, trials: number): string =>
  candidates === trials
    ? `all ${trials} trials are done`
    : `all ${trials} trials are done: ${candidates} candidates, and relaxations that count as ${trials - candidates}`;

const noMore = (candidates: number, { nearest }: Limits): string =>
  `the space has no more than ${candidates} candidates${
    nearest === undefined
      ? ''
      : nearest.bound.of === 'memory'
        ? ' that fit into the memory'
        : ' that keep the constraints'
  }`;

/** What is tried before the strategy is asked, each candidate once. */
function firstOf(own: readonly Candidate[], round: number, { pending, warm }: Beside): Proposal[] {
  const proposals: Proposal[] = [
    ...pending.map((candidate) => ({ candidate, origin: { strategy: 'spec', why: 'added by hand' } })),
    ...own.map((candidate) => ({ candidate, origin: { strategy: 'spec' } })),
    ...(round === 0 ? warm : []).map(({ candidate, why }) => ({ candidate, origin: { strategy: 'memory', why } })),
  ];
  const each = new Map<string, Proposal>();
  for (const proposal of proposals) {
    const id = candidateId(proposal.candidate);
    if (!each.has(id)) each.set(id, proposal);
  }
  return [...each.values()];
}

/** A strategy proposes nothing that was observed: nor what is tried beside its proposals. */
const asKnown = (candidate: Candidate, round: number): Observation => ({
  candidateId: candidateId(candidate),
  candidate,
  epochs: 1,
  round,
  state: 'stopped',
  trials: [],
});

/**
 * A bracket needs all its candidates at once; of hyperband's, a round has whole ones. A strategy that learns has small rounds. One that does not loses nothing by large ones,
 * which make fuller packs; but who wants the search to end early has it looked at more often. Never more rounds than a workflow holds.
 */
export function defaultRoundTrials({ strategy, stopping, budget }: PreparedSearch['settings']): number {
  const learns = strategy !== 'random' && strategy !== 'grid' && strategy !== 'sobol';
  if (stopping.rule === 'halving' && !learns) return Number.POSITIVE_INFINITY;
  const looksOften = budget.targetScore !== undefined || budget.patience !== undefined;
  return Math.max(learns ? 20 : looksOften ? 100 : 1000, Math.ceil(budget.trials / mostRounds));
}

/** Whether every fold of an heir has something to begin with. */
function isThere({ candidateId: id, epochs }: Inheritance, lineages: Lineages, { bare }: Reuse): boolean {
  const trials = lineages.trialsOf(id, epochs);
  return trials.length > 0 && !trials.some((trial) => bare.has(trial));
}

function trialsOf(
  { candidate, epochs, fromEpochs, origin, relax, inherits: inheritance }: Work,
  { settings, dataset }: PreparedSearch,
  lineages: Lineages,
): PlannedTrial[] {
  const { seed } = settings;
  // Relaxations divide their rows themselves: one fold is enough.
  return Array.from({ length: relax === undefined ? dataset.folds : 1 }, (_, fold) => {
    const inherits = inheritance && lineages.bequest(inheritance, fold);
    const elsewhere = inherits && { trialId: inherits.trialId, from: inherits.from };
    const idAt = (budget: number) =>
      trialId({ data: dataset.hash, candidate, budget: { epochs: budget }, fold, seed, relax, inherits: elsewhere });
    return {
      id: idAt(epochs),
      candidateId: relax === undefined ? candidateId(candidate) : relaxationId(candidate, relax),
      candidate,
      budget: { epochs },
      fold,
      seed,
      goesOnFrom: fromEpochs === undefined ? undefined : { trialId: idAt(fromEpochs), epochs: fromEpochs },
      inherits,
      origin,
      relax,
    };
  });
}

/** The trial as it is where its result is known, or where there is nothing to go on from. */
function reused({ goesOnFrom, ...trial }: PlannedTrial, { known, bare }: Reuse): PlannedTrial {
  const knownFrom = known.get(trial.id);
  const from = goesOnFrom !== undefined && bare.has(goesOnFrom.trialId) ? undefined : goesOnFrom;
  return { ...trial, goesOnFrom: from, ...(knownFrom === undefined ? {} : { knownFrom }) };
}

/** Trials that could be inherited from when the round before was planned, and cannot any more. */
function expiredBy(round: number, context: Pick<ProposalContext, 'history' | 'epochs'>, lineages: Lineages): string[] {
  const before = context.history.filter((observation) => observation.round < round - 1);
  const now = new Set(inheritable(context));
  return inheritable({ ...context, history: before })
    .filter((id) => !now.has(id))
    .flatMap((id) => lineages.trialsOf(id, context.epochs));
}

/** What relaxations of one pack have in common; empty for a candidate's trial. */
function likeness(relax: Relaxation | undefined): string {
  if (relax === undefined) return '';
  const { trials: _trials, ...own } = relax;
  return canonicalJson({ ...own, restart: 0 });
}

/** A search of limited time ends with the packs that are in flight: each is a small part of it. */
const shareOfTime = 0.05;
/** Shorter packs would spend most of their time on being built. */
const shortestSeconds = 0.5;

function packsOf(trials: readonly PlannedTrial[], search: PreparedSearch): Plan['packs'] {
  const shape = shapeOf(search);
  const { seconds = Number.POSITIVE_INFINITY } = search.settings.budget;
  const longest = Math.max(shortestSeconds, shareOfTime * seconds);
  const { memoryMiB, dataset } = search;
  const largest = memoryMiB === undefined ? undefined : roomForPack(memoryMiB, dataBytesOf(shape, dataset.horizon));
  const groups = new Map<string, PlannedTrial[]>();
  for (const trial of trials) {
    const key = `${trial.fold}/${epochsBefore(trial)}/${trial.budget.epochs}/${likeness(trial.relax)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [trial]);
    else group.push(trial);
  }
  return [...groups.values()].flatMap((group) =>
    formPacks(group.map(packable), shape, { seconds: longest, bytes: largest }).map((pack) => ({
      fold: group[0]?.fold ?? 0,
      trials: [...pack.trials],
      seconds: Number(pack.seconds.toPrecision(4)),
    })),
  );
}
