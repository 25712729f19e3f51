import type { Deployment } from '../compute.ts';
import { SearchError } from '../errors.ts';
import {
  aheadOf,
  allowances,
  dollarsOfRound,
  pessimisticSeconds,
  shareGoingOn,
  waitsForOthers,
} from '../money/afford.ts';
import type { Spent } from '../money/bill.ts';
import { reserve } from '../money/workflow.ts';
import { ruleOf } from '../stopping/rule-of.ts';
import { standings } from '../stopping/standing.ts';
import type { Observation } from '../trial.ts';
import { placePacks } from './packs-file.ts';
import type { Plan } from './plan-file.ts';
import type { PreparedSearch } from './settings.ts';

/** At most so many of each; all there are where it says nothing. */
export interface Most {
  readonly proposals?: number;
  readonly promotions?: number;
}

interface Money {
  readonly search: PreparedSearch;
  readonly history: readonly Observation[];
  readonly round: number;
  readonly deployment: Deployment;
  /** What the rounds before cost. */
  readonly spent: readonly Pick<Spent, 'dollars' | 'seconds' | 'predictedSeconds'>[];
  /** budget.dollars */
  readonly limit: number;
}

/** A later round that can pay for less than this share of its proposals makes none: a tail of tiny rounds would cost more than it finds. */
const worthARound = 0.1;

/**
 * The plan as far as the money goes: fewer proposals, then fewer promotions, until what is left pays for the pessimistic
 * prediction, and for what the stopping rule will let go on. Each pack is given the seconds that it may use in all. Throws
 * SearchError InvalidSpec where not even one candidate can be paid for.
 */
export function planForDollars(planWith: (most?: Most) => Plan, money: Money): Plan {
  const { round, limit } = money;
  const left = leftOf(money);
  const whole = planWith();
  if (whole.packs.length === 0) return whole;
  const pays = (plan: Plan): Priced | undefined => {
    const priced = price(plan, money);
    return priced.total + priced.ahead <= left ? priced : undefined;
  };
  const given = (priced: Priced): Plan => allow(priced, left, money);
  const paid = pays(whole);
  if (paid !== undefined) return given(paid);

  const { proposals, promotions } = countsOf(whole, money);
  const fewest = round === 0 ? 1 : Math.max(1, Math.ceil(worthARound * proposals));
  const fewer = mostThatPays(fewest, proposals - 1, (count) => pays(planWith({ proposals: count })));
  if (fewer !== undefined) return given(fewer);
  if (round === 0) throw tooLittle(price(planWith({ proposals: 1 }), money), limit);

  // Without proposals a rule that waits for all candidates waits no more.
  const without = planWith({ proposals: 0 });
  const because = `the limit of $${limit} is reached`;
  if (without.trials.length === 0) return { ...without, because };
  const goingOn = pays(without);
  if (goingOn !== undefined) return given(goingOn);
  const some = mostThatPays(1, Math.max(promotions, countsOf(without, money).promotions) - 1, (count) =>
    pays(planWith({ proposals: 0, promotions: count })),
  );
  return some === undefined ? { round, because, stopped: without.stopped, trials: [], packs: [] } : given(some);
}

const leftOf = ({ limit, spent }: Money): number =>
  limit - reserve() - spent.reduce((sum, { dollars }) => sum + dollars, 0);

interface Priced {
  readonly plan: Plan;
  readonly packs: ReturnType<typeof placePacks>;
  /** To reckon with, of each pack. */
  readonly seconds: readonly number[];
  readonly total: number;
  /** What the stopping rule's larger budgets will take. */
  readonly ahead: number;
}

function price(plan: Plan, { search, history, deployment, spent }: Money): Priced {
  const packs = placePacks(plan, search, deployment);
  const ratio = ratioOf(spent);
  const seconds = packs.map((pack) => pessimisticSeconds(pack, { deployment, ratio }));
  const { settings } = search;
  const rungs = ruleOf(settings).rungs(settings.budget.epochs);
  const { total, packs: each } = dollarsOfRound(packs, seconds, { deployment, checkpoints: rungs.length > 1 });
  // A population stays as large as it was.
  const share = settings.strategy === 'pbt' ? 1 : shareGoingOn(settings.stopping);
  const packed = packs.flatMap(({ trials: [first] }, at) => {
    if (first === undefined) return [];
    const { budget, goesOnFrom } = first;
    return [{ dollars: each[at] ?? 0, epochs: budget.epochs, trained: budget.epochs - (goesOnFrom?.epochs ?? 0) }];
  });
  const ahead = packed.reduce(
    (sum, { dollars, epochs, trained }) => sum + (dollars / trained) * aheadOf(epochs, rungs, share),
    0,
  );
  if (!waitsForOthers(settings.stopping)) return { plan, packs, seconds, total, ahead };

  // Those that wait at a rung for the new ones that begin there will go on with them.
  const beginning = beginningAt(plan);
  const theirs = [...waitingAt(history, { plan, epochs: settings.budget.epochs })].map(([rung, waiting]) => {
    const begin = beginning.get(rung) ?? 0;
    if (begin === 0) return 0;
    const ofRung = packed.reduce((sum, { dollars, epochs, trained }) => {
      return epochs === rung && trained === rung ? sum + dollars : sum;
    }, 0);
    return ((waiting * ofRung) / (begin * rung)) * aheadOf(rung, rungs, share);
  });
  return { plan, packs, seconds, total, ahead: theirs.reduce((sum, dollars) => sum + dollars, ahead) };
}

/** Candidates that begin at each budget. */
function beginningAt({ trials }: Plan): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { budget, fold, goesOnFrom } of trials) {
    if (fold === 0 && goesOnFrom === undefined) counts.set(budget.epochs, (counts.get(budget.epochs) ?? 0) + 1);
  }
  return counts;
}

/** Candidates that stand at each budget, and neither go on nor end in this plan. */
function waitingAt(
  history: readonly Observation[],
  { plan, epochs: full }: { readonly plan: Plan; readonly epochs: number },
): Map<number, number> {
  const gone = new Set([...plan.trials, ...plan.stopped].map(({ candidateId }) => candidateId));
  const counts = new Map<number, number>();
  for (const { candidateId, live, epochs } of standings({ history, epochs: full })) {
    if (live && !gone.has(candidateId)) counts.set(epochs, (counts.get(epochs) ?? 0) + 1);
  }
  return counts;
}

/** The worst of the rounds: seconds paid for each that was predicted. */
function ratioOf(spent: Money['spent']): number | undefined {
  const ratios = spent.flatMap(({ seconds, predictedSeconds }) =>
    predictedSeconds > 0 ? [seconds / predictedSeconds] : [],
  );
  return ratios.length === 0 ? undefined : Math.max(...ratios);
}

function allow({ plan, packs, seconds, total, ahead }: Priced, left: number, { deployment }: Money): Plan {
  const allowed = allowances(packs, seconds, { deployment, leftOver: left - total - ahead });
  return { ...plan, packs: plan.packs.map((pack, at) => ({ ...pack, allowance: allowed[at] })) };
}

function countsOf({ trials }: Plan, { history }: Money): { proposals: number; promotions: number } {
  const first = trials.filter(({ fold }) => fold === 0);
  const tried = new Set(history.map(({ candidateId }) => candidateId));
  const promotions = first.filter(({ candidateId }) => tried.has(candidateId)).length;
  return { proposals: first.length - promotions, promotions };
}

/** What the largest count between the two that pays comes to; more cost more. */
function mostThatPays<T>(fewest: number, most: number, pays: (count: number) => T | undefined): T | undefined {
  let [low, high] = [fewest, most];
  let found: T | undefined;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const paid = pays(middle);
    if (paid === undefined) high = middle - 1;
    else {
      found = paid;
      low = middle + 1;
    }
  }
  return found;
}

function tooLittle({ total, ahead }: Priced, limit: number): SearchError {
  const needed = total + ahead + reserve();
  return new SearchError('InvalidSpec', `$${limit} pays for no candidate: one may cost $${needed.toPrecision(2)}`, {
    place: { key: 'budget.dollars' },
    wayOut: 'Raise it, or use fewer epochs',
  });
}
