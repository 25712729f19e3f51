import { type Candidate, candidateId } from '../candidate.ts';
import type { Random } from '../random.ts';
import { completeCandidate } from '../search-space/change.ts';
import type { SearchSpace } from '../search-space.ts';
import type { Task } from '../task.ts';
import { distances, type MetaFeatures } from './meta-features.ts';

/** A search that is over, as far as another one can learn from it. */
export interface RememberedSearch {
  readonly searchId: string;
  /** What its models are published under. */
  readonly name: string;
  /** Hash of its prepared data. */
  readonly data: string;
  readonly target: string;
  readonly task: Task;
  readonly features: MetaFeatures;
  /** Best first. */
  readonly best: readonly {
    readonly candidate: Candidate;
    /** Share of the search's other candidates that it was better than. */
    readonly quantile: number;
  }[];
}

/** The dataset that is to be searched. */
export type NewDataset = Pick<RememberedSearch, 'name' | 'data' | 'target' | 'task' | 'features'>;

export interface WarmCandidate {
  readonly candidate: Candidate;
  readonly why: string;
}

/** Datasets that are asked: the best of farther ones is no better than a draw. */
const mostDatasets = 5;
/** A search of few trials remembers bad ones too. */
const leastQuantile = 0.5;

/**
 * What to try first: the best of the nearest datasets in turns, so that not all is staked on one, made into candidates of the
 * space; the same dataset comes first. `how: 'same'` asks that one only.
 */
export function warmStart(
  here: NewDataset,
  remembered: readonly RememberedSearch[],
  {
    how,
    space,
    most,
    random,
  }: { readonly how: 'same' | 'like'; readonly space: SearchSpace; readonly most: number; readonly random: Random },
): WarmCandidate[] {
  const alike = remembered.filter(({ task }) => (task === 'regression') === (here.task === 'regression'));
  const away = distances(
    here.features,
    alike.map(({ features }) => features),
  );
  const near = datasetsOf(
    alike.map((search, at) => ({
      search,
      distance: isSame(here, search) ? -1 : (away[at] ?? Number.POSITIVE_INFINITY),
    })),
  );
  const asked = near.filter(({ distance }) => how === 'like' || distance < 0).slice(0, mostDatasets);
  const found = new Map<string, WarmCandidate>();
  const longest = Math.max(0, ...asked.map(({ best }) => best.length));
  for (let turn = 0; turn < longest; turn++) {
    for (const { best, distance } of asked) {
      const one = best[turn];
      if (one === undefined) continue;
      const candidate = completeCandidate(space, one.candidate, random);
      const id = candidateId(candidate);
      if (!found.has(id)) found.set(id, { candidate, why: whyOf(one, distance < 0) });
      if (found.size >= most) return [...found.values()].slice(0, most);
    }
  }
  return [...found.values()];
}

/** The same table may have more rows by now. */
const isSame = (here: NewDataset, { data, name, target }: RememberedSearch): boolean =>
  data === here.data || (name === here.name && target === here.target);

interface Best {
  readonly candidate: Candidate;
  readonly quantile: number;
  readonly name: string;
  readonly rank: number;
}

/** Searches of one dataset as one: the nearest first, of each dataset what did best first. */
function datasetsOf(
  searches: readonly { readonly search: RememberedSearch; readonly distance: number }[],
): { readonly best: readonly Best[]; readonly distance: number }[] {
  const groups = new Map<string, { best: Best[]; distance: number }>();
  for (const { search, distance } of searches) {
    const group = groups.get(search.data) ?? { best: [], distance };
    groups.set(search.data, group);
    for (const [at, { candidate, quantile }] of search.best.entries()) {
      if (quantile >= leastQuantile) group.best.push({ candidate, quantile, name: search.name, rank: at + 1 });
    }
  }
  const sorted = [...groups.values()].sort((one, other) => one.distance - other.distance);
  return sorted.map(({ best, distance }) => {
    best.sort((one, other) => one.rank - other.rank || other.quantile - one.quantile);
    // The first one is the one that did better.
    const each = new Map(best.toReversed().map((one) => [candidateId(one.candidate), one]));
    return { best: best.filter((one) => each.get(candidateId(one.candidate)) === one), distance };
  });
}

const whyOf = ({ name, rank }: Best, same: boolean): string => {
  const place = rank === 1 ? 'did best' : `was no. ${rank}`;
  return same ? `${place} in an earlier search of ${name}` : `${place} on ${name}, which is like this one`;
};
