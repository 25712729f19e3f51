import type { Candidate } from '../../candidate.ts';
import type { Origin } from '../../proposal.ts';
import { countVaried } from '../../search-space/unit.ts';
import { type SearchSpace, sampleCandidate } from '../../search-space.ts';
import type { Proposals } from '../proposals.ts';
import type { ProposalContext } from '../strategy.ts';
import { createMixture, type Mixture } from './mixture.ts';

/** The share of the candidates that counts as good, and the number of them at most. */
const goodShare = 0.15;
const mostGood = 25;
/** Bad candidates that the density is made of at most: of more, evenly many of each rank stand for all. */
const mostBad = 1000;
/** Draws of the good density among which each proposal is chosen. */
const draws = 48;
/** Draws for one that may be proposed: most may be known in a finite space. */
const patience = 10;
/** Standard deviation of the kernels around one candidate alone, as a share of the range. */
const widest = 0.2;
/** The probability of a choice's kernel that is shared among all options. */
const other = 0.2;
/** Weights of the space's own distribution; little where draws come from, so that few are spent on it. */
const prior = { good: 0.1, bad: 1 };

export interface Known {
  /** Best first. */
  readonly ranked: readonly Candidate[];
  /** Failed, or not observed yet. */
  readonly unranked: readonly Candidate[];
}

/**
 * Proposes, of draws from a density of good candidates, the one with the largest ratio to the density of the bad, which orders candidates as
 * expected improvement does (Bergstra et al. 2011). What is proposed is bad for what comes after it, so that a batch does not crowd
 * in one place. `randomShare`: of proposals that are drawn from the whole space instead.
 */
export function proposeByModel(
  known: Known,
  { space, random }: Pick<ProposalContext, 'space' | 'random'>,
  proposals: Proposals,
  { strategy, randomShare = 0 }: { readonly strategy: string; readonly randomShare?: number },
): void {
  const promising: Origin = { strategy, why: 'like the good ones, unlike the rest' };
  const drawn: Origin = { strategy, why: 'drawn at random, beside the model' };
  const { good, bad } = densitiesOf(space, known);
  while (proposals.wanted > 0) {
    const atRandom = random.next() < randomShare;
    const pool = newOnes(
      () => (atRandom ? sampleCandidate(space, random) : good.draw(random)),
      proposals,
      atRandom ? 1 : draws,
    );
    const candidate = mostPromising(pool, { good, bad });
    if (candidate === undefined) return;
    proposals.add(candidate, atRandom ? drawn : promising);
    bad.add(candidate, 1);
  }
}

interface Densities {
  readonly good: Mixture;
  readonly bad: Mixture;
}

/** The better of the good weigh more, by the logarithm of their rank as the parents of CMA-ES (Hansen 2016). */
function densitiesOf(space: SearchSpace, { ranked, unranked }: Known): Densities {
  const count = Math.min(mostGood, Math.ceil(goodShare * ranked.length));
  const bad = thinned([...ranked.slice(count), ...unranked]);
  const parameters = countVaried(space);
  // Scott's rule (1992).
  const bandwidthOf = (components: number): number => widest * Math.max(1, components) ** (-1 / (parameters + 4));
  const densities = {
    good: createMixture(space, { bandwidth: bandwidthOf(count), other, prior: prior.good }),
    bad: createMixture(space, { bandwidth: bandwidthOf(bad.length), other, prior: prior.bad }),
  };
  ranked.slice(0, count).forEach((candidate, rank) => {
    densities.good.add(candidate, Math.log((count + 1) / (rank + 1)));
  });
  for (const candidate of bad) densities.bad.add(candidate, 1);
  return densities;
}

const thinned = (candidates: readonly Candidate[]): readonly Candidate[] => {
  const step = Math.max(1, candidates.length / mostBad);
  return candidates.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
};

/** As many draws as are wanted that may be proposed; fewer where too many may not. */
function newOnes(draw: () => Candidate, proposals: Proposals, wanted: number): Candidate[] {
  const pool: Candidate[] = [];
  for (let left = patience * wanted; left > 0 && pool.length < wanted; left--) {
    const candidate = draw();
    if (proposals.isNew(candidate)) pool.push(candidate);
  }
  return pool;
}

function mostPromising(pool: readonly Candidate[], { good, bad }: Densities): Candidate | undefined {
  let best: Candidate | undefined;
  let most = Number.NEGATIVE_INFINITY;
  for (const candidate of pool) {
    const ratio = good.ratioOf(candidate) / bad.ratioOf(candidate);
    if (best === undefined || ratio > most) [best, most] = [candidate, ratio];
  }
  return best;
}
