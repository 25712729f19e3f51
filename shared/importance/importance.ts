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
export const fewestCandidates = 25;
const bestShare = 0.1;
/** Of fewer best ones little could be told; but a quarter of few candidates is all that can be called the best. */
const fewestBest = { count: 10, share: 0.25 };
const mostParameters = 30;

/** Draws of as many candidates as are the best, at random. */
const draws = 199;
/** Share of the draws that may differ as much, for a parameter to count. */
const significance = 0.01;

/**
 * Which hyperparameters decided which candidates are among the best tenth (at least 10, of fewer than 40 a quarter), by PED-ANOVA on the candidates that were tried,
 * ranked, the best first. A conditional parameter is judged within the candidates that it exists in, weighted by how often it exists among the
 * best: whether it exists at all is the doing of the parameter it depends on. Candidates drawn at random in the best's place say
 * what is chance; its mean is taken off, and what does not stand out (p ≤ 0.01) has the share 0. A search that looks
 * closer at some values makes their companions look important, too. Undefined for fewer than 25 candidates. Pure.
 */
export function importanceOf(
  space: SearchSpace,
  candidates: readonly Candidate[],
  random: Random,
): Importance | undefined {
  if (candidates.length < fewestCandidates) return undefined;
  const best = Math.ceil(
    Math.max(bestShare * candidates.length, Math.min(fewestBest.count, fewestBest.share * candidates.length)),
  );
  const measured = parameterCells(space, candidates, best)
    .filter((parameter) => parameter.best > 1 && parameter.cells.length > parameter.best)
    .map((parameter) => ({
      parameter,
      value: regimeWeight(parameter, { candidates: candidates.length, best }) * beyondChance(parameter, random),
    }));
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
  return { candidates: candidates.length, best, parameters };
}

/** The divergence less what random draws have; 0 as soon as too many of them have as much. */
function beyondChance(parameter: ParameterCells, random: Random): number {
  const { cells, best, name } = parameter;
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
