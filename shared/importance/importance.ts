import { z } from 'zod';
import { type Candidate, type ParameterValue, parameterValueSchema } from '../candidate.ts';
import type { Random } from '../random.ts';
import { type SearchSpace, valueOf } from '../search-space.ts';
import { divergence, divergenceFromAll, type ParameterCells, parameterCells, regimeWeight } from './ped-anova.ts';

const spanSchema = z.object({ low: z.number(), high: z.number() });

/** What decided whether a candidate was among the best. */
export const importanceSchema = z.object({
  /** Candidates that were looked at, and how many of them are "the best". */
  candidates: z.int(),
  best: z.int(),
  /** The most important first. */
  parameters: z.array(
    z.object({
      name: z.string(),
      /** Of all that could be told from chance; 0 where this one could not. */
      share: z.number(),
      /** Candidates, and those of the best, that it exists in. */
      present: z.int(),
      presentInBest: z.int(),
      /** Numbers: the middle half of the best's values, and the whole of what was tried. */
      usual: spanSchema.optional(),
      tried: spanSchema.optional(),
      /** Others: the best's commonest value, with how many of the best have it. */
      commonest: z.object({ value: parameterValueSchema, inBest: z.int() }).optional(),
    }),
  ),
});
export type Importance = z.infer<typeof importanceSchema>;

/** Fewer candidates say nothing. */
const fewestCandidates = 25;
const bestShare = 0.1;
/** Of fewer best ones little could be told; but a quarter of few candidates is all that can be called the best. */
const fewestBest = { count: 10, share: 0.25 };
const mostParameters = 30;

/** Draws of as many candidates as are the best, at random. */
const draws = 199;
/** Share of the draws that may differ as much, for a parameter to count. */
const significance = 0.01;

export interface RankedCandidate {
  readonly candidate: Candidate;
  /** Those of its values that were chosen for it (`ownValues`); all where it is absent. */
  readonly own?: Candidate | undefined;
  /** Absent where it has none. */
  readonly score?: number | undefined;
  readonly epochs?: number | undefined;
}

/**
 * Which hyperparameters decided which candidates are among the best tenth (at least 10, of fewer than 40 a quarter; more where scores are
 * equal), by PED-ANOVA on the candidates that were tried, ranked, the best first. A conditional parameter is judged within the
 * candidates that it exists in, weighted by how often it exists among the best: whether it exists at all is the doing of the
 * parameter it depends on. A candidate counts for the values that were chosen for it. Candidates drawn at random in the best's
 * place say what is chance; its mean is taken off, and what does not stand out (p ≤ 0.01) has the share 0. Undefined for fewer
 * than 25 candidates, and where all are equally good. Pure.
 */
export function importanceOf(
  space: SearchSpace,
  ranked: readonly RankedCandidate[],
  random: Random,
): Importance | undefined {
  const best = countBest(ranked);
  if (ranked.length < fewestCandidates || best === ranked.length) return undefined;
  const candidates = ranked.map(({ candidate }) => candidate);
  const totals = { candidates: ranked.length, best };
  const own = ranked.map(({ candidate, own: chosen = candidate }) => chosen);
  const chosen = new Map(parameterCells(space, own, best).map((parameter) => [parameter.name, parameter]));
  const measured = parameterCells(space, candidates, best).map((parameter) => {
    const value = beyondChance(chosen.get(parameter.name) ?? parameter, random);
    return { parameter, value: value === 0 ? 0 : value * regimeWeight(parameter, totals) };
  });
  const sum = measured.reduce((total, { value }) => total + value, 0);
  const parameters = measured
    .sort((left, right) => right.value - left.value)
    .slice(0, mostParameters)
    .map(({ parameter: { name, cells, best: presentInBest, grid }, value }) => ({
      name,
      share: sum === 0 ? 0 : Number((value / sum).toPrecision(6)),
      present: cells.length,
      presentInBest,
      ...commonValues(name, candidates, best, grid.ordered),
    }));
  return { ...totals, parameters };
}

/** An equal score is as good: what sets the ones apart from the others would be chance. */
function countBest(ranked: readonly RankedCandidate[]): number {
  const { length } = ranked;
  let best = Math.ceil(Math.max(bestShare * length, Math.min(fewestBest.count, fewestBest.share * length)));
  const last = ranked[best - 1];
  if (last?.score === undefined) return best;
  while (ranked[best]?.score === last.score && ranked[best]?.epochs === last.epochs) best++;
  return best;
}

/** The divergence less what random draws have; 0 as soon as too many of them have as much. */
function beyondChance(parameter: ParameterCells, random: Random): number {
  const { cells, best, name } = parameter;
  if (best < 2 || cells.length <= best) return 0;
  const value = divergence(parameter);
  const divergenceOf = divergenceFromAll(parameter);
  const own = random.fork(name);
  const order = Int32Array.from(cells);
  let [sum, asMuch] = [0, 0];
  for (let draw = 0; draw < draws; draw++) {
    for (let place = 0; place < best; place++) {
      const other = own.integer(place, order.length - 1);
      [order[place], order[other]] = [order[other] ?? 0, order[place] ?? 0];
    }
    const chance = divergenceOf(order);
    sum += chance;
    if (chance >= value) asMuch++;
    if ((asMuch + 1) / (draws + 1) > significance) return 0;
  }
  return Math.max(0, value - sum / draws);
}

type Common = Pick<Importance['parameters'][number], 'usual' | 'tried' | 'commonest'>;

function commonValues(name: string, candidates: readonly Candidate[], best: number, ordered: boolean): Common {
  const valuesOf = (some: readonly Candidate[]): ParameterValue[] =>
    some.flatMap((candidate) => valueOf(candidate, name) ?? []);
  const values = valuesOf(candidates.slice(0, best));
  if (values.length === 0) return {};
  if (!ordered) {
    const counts = new Map<ParameterValue, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    const [first] = [...counts].sort((left, right) => right[1] - left[1]);
    return first === undefined ? {} : { commonest: { value: first[0], inBest: first[1] } };
  }
  const sorted = values.map(Number).sort((left, right) => left - right);
  const all = valuesOf(candidates).map(Number);
  const quarter = Math.floor((sorted.length - 1) / 4);
  const [low = 0, high = 0] = [sorted[quarter], sorted[sorted.length - 1 - quarter]];
  const tried = {
    low: all.reduce((least, value) => Math.min(least, value)),
    high: all.reduce((most, value) => Math.max(most, value)),
  };
  return { usual: { low, high }, tried };
}
