import type { Share } from '../proposal.ts';
import { countGrid, isFiniteSpace } from '../search-space/grid.ts';
import { evolution } from './evolution.ts';
import { gpSearch } from './gp.ts';
import { nsga2 } from './nsga2.ts';
import { type Outcome, outcomesOf, ranked } from './outcomes.ts';
import { createProposals } from './proposals.ts';
import { randomSearch } from './random.ts';
import type { ProposalContext, Strategy } from './strategy.ts';

interface Member {
  readonly name: string;
  readonly strategy: Strategy;
  /** Hits it is reckoned to have had in ten proposals before it has made any. */
  readonly prior: number;
}

const proposalsOfPrior = 10;
/** A proposal is a hit where it ranks among the best tenth of all that is known after its round. */
const best = 0.1;
/** What has worked lately: rounds looked back. */
const lookedBack = 3;

const model: Member = { name: 'gp', strategy: gpSearch, prior: 4 };
const local: Member = { name: 'evolution', strategy: evolution(), prior: 1 };
const front: Member = { name: 'nsga2', strategy: nsga2(), prior: 3 };
const chance: Member = { name: 'random', strategy: randomSearch, prior: 0.1 };

/**
 * A portfolio: a model of the whole space, changes of what is good, and chance, each with a share of the round by what has come of its
 * latest proposals (as in GP-Hedge, Hoffman et al. 2011, by hits in place of rewards). Where costs are minimised beside the score, NSGA-II joins. A space
 * that the search can try whole is tried whole.
 */
export const autoSearch: Strategy = (context) => {
  const { history, space, random, remaining } = context;
  const proposals = createProposals(context);
  const whole = wholeSpace(context);
  if (whole !== undefined) return [...proposals.fill({ strategy: 'auto', why: whole })];
  const outcomes = outcomesOf(context);
  const scored = outcomes.filter(({ value }) => value !== undefined).length;
  const members = scored <= Object.keys(space).length ? [model] : membersOf(context);
  for (const { member, share } of shares(members, outcomes, proposals.wanted)) {
    // Some of them may be another member's already.
    const asked = Math.min(remaining, share.count + proposals.list.length);
    const list = member.strategy({ ...context, count: asked, random: random.fork(member.name) });
    let taken = 0;
    for (const { candidate, origin } of list) {
      if (taken === share.count) break;
      if (proposals.add(candidate, { ...origin, share })) taken++;
    }
  }
  return [
    ...proposals.fill({ strategy: 'random', why: history.length === 0 ? 'to begin with' : 'nothing else is left' }),
  ];
};

const membersOf = ({ minimise }: ProposalContext): Member[] =>
  minimise.length > 0 ? [model, front, chance] : [model, local, chance];

/** In words, where all candidates of the space can be tried. */
function wholeSpace({ space, history, remaining }: ProposalContext): string | undefined {
  if (!isFiniteSpace(space)) return undefined;
  const known = new Set(history.map(({ candidateId }) => candidateId)).size;
  const size = countGrid(space);
  return size <= known + remaining ? `the space has ${size} candidates: all are tried` : undefined;
}

/** How many of the round each member proposes: by the square of its rate of hits, and the largest remainders. */
function shares(
  members: readonly Member[],
  outcomes: readonly Outcome[],
  wanted: number,
): { readonly member: Member; readonly share: Share }[] {
  const records = members.map((member) => ({ member, ...recordOf(member, outcomes) }));
  const rates = records.map(({ member, hits, made }) => ((member.prior + hits) / (proposalsOfPrior + made)) ** 2);
  const total = rates.reduce((sum, rate) => sum + rate, 0);
  const exact = rates.map((rate) => (wanted * rate) / total);
  const counts = exact.map(Math.floor);
  const byRemainder = exact
    .map((share, at) => ({ at, left: share - Math.floor(share) }))
    .sort((a, b) => b.left - a.left);
  const left = wanted - counts.reduce((sum, count) => sum + count, 0);
  for (const { at } of byRemainder.slice(0, left)) counts[at] = (counts[at] ?? 0) + 1;
  return records.map(({ member, hits, made }, at) => ({
    member,
    share: { count: counts[at] ?? 0, of: wanted, hits, made },
  }));
}

/** What has come of the member's proposals in its latest rounds. */
function recordOf({ name }: Member, outcomes: readonly Outcome[]): { hits: number; made: number } {
  const places = ranked(outcomes).map(({ candidateId }) => candidateId);
  const top = new Set(places.slice(0, Math.max(1, Math.ceil(best * places.length))));
  const last = outcomes.reduce((latest, { first }) => Math.max(latest, first.round), -1);
  const own = outcomes.filter(({ first }) => first.round > last - lookedBack && first.origin?.strategy === name);
  return { hits: own.filter(({ candidateId }) => top.has(candidateId)).length, made: own.length };
}
