import { z } from 'zod';
import { parameterValueSchema } from '../candidate.ts';
import type { Observation } from '../trial.ts';

const derived = {
  /** Candidates that were made of it and tried, and the best of their scores. */
  tried: z.int(),
  best: z.number().optional(),
  /** Whether the winner is one of them, or descends from one. */
  ledToWinner: z.boolean(),
};

/** A supernet, and what it leaned to in the end. */
const supernetSchema = z.object({
  id: z.string(),
  /** Trials that it counted as. */
  trials: z.int(),
  choices: z.array(
    z.object({
      name: z.string(),
      /** The likeliest first. */
      options: z.array(z.object({ value: parameterValueSchema, probability: z.number() })),
      /** Options that are left out. */
      others: z.int(),
    }),
  ),
  ...derived,
});
export type Supernet = z.infer<typeof supernetSchema>;

/** Hyperparameters that were descended on beside the weights. */
const descentSchema = z.object({
  id: z.string(),
  trials: z.int(),
  /** From where to where each went. */
  moves: z.array(z.object({ name: z.string(), from: z.number(), to: z.number() })),
  ...derived,
});
export type Descent = z.infer<typeof descentSchema>;

export const relaxationsToldSchema = z.object({
  supernets: z.array(supernetSchema),
  descents: z.array(descentSchema),
});
export type RelaxationsTold = z.infer<typeof relaxationsToldSchema>;

const most = { supernets: 8, descents: 12, choices: 20, options: 5 };

/**
 * What relaxations weighed and what came of them; undefined where there were none that came to their end. `history` with the
 * relaxations; `scores` by candidate; `path`: the winner and those it descends from.
 */
export function relaxationsTold(
  history: readonly Observation[],
  {
    scores,
    maximise,
    path,
  }: { readonly scores: ReadonlyMap<string, number>; readonly maximise: boolean; readonly path: ReadonlySet<string> },
): RelaxationsTold | undefined {
  const children = new Map<string, string[]>();
  for (const { candidateId, origin } of history) {
    if (origin?.parent !== undefined)
      children.set(origin.parent, [...(children.get(origin.parent) ?? []), candidateId]);
  }
  const supernets: Supernet[] = [];
  const descents: Descent[] = [];
  for (const { candidateId: id, relax, relaxed } of history) {
    if (relax === undefined || relaxed === undefined) continue;
    const own = children.get(id) ?? [];
    const known = own.flatMap((child) => scores.get(child) ?? []);
    const facts = {
      id,
      trials: relax.trials,
      tried: own.length,
      ...(known.length === 0 ? {} : { best: maximise ? Math.max(...known) : Math.min(...known) }),
      ledToWinner: own.some((child) => path.has(child)),
    };
    const { trace } = relaxed;
    if (trace.kind === 'structure') supernets.push({ ...facts, choices: choicesTold(trace.choices) });
    else descents.push({ ...facts, moves: movesTold(trace.values) });
  }
  if (supernets.length + descents.length === 0) return undefined;
  return {
    supernets: byUse(supernets, maximise).slice(0, most.supernets),
    descents: byUse(descents, maximise).slice(0, most.descents),
  };
}

const brief = (value: number): number => Number(value.toPrecision(6));

const choicesTold = (choices: Readonly<Record<string, Supernet['choices'][number]['options']>>): Supernet['choices'] =>
  Object.entries(choices)
    .slice(0, most.choices)
    .map(([name, options]) => ({
      name,
      options: [...options]
        .sort((left, right) => right.probability - left.probability)
        .slice(0, most.options)
        .map(({ value, probability }) => ({ value, probability: brief(probability) })),
      others: Math.max(0, options.length - most.options),
    }));

const movesTold = (values: Readonly<Record<string, readonly number[] | undefined>>): Descent['moves'] =>
  Object.entries(values).flatMap(([name, course = []]) => {
    const [from, to] = [course[0], course.at(-1)];
    return from === undefined || to === undefined ? [] : [{ name, from, to }];
  });

/** What led to the winner first, then by the best score. */
function byUse<Told extends { readonly ledToWinner: boolean; readonly best?: number | undefined }>(
  told: readonly Told[],
  maximise: boolean,
): Told[] {
  const worth = ({ best }: Told): number => (best === undefined ? -Infinity : maximise ? best : -best);
  return [...told].sort(
    (left, right) =>
      Number(right.ledToWinner) - Number(left.ledToWinner) ||
      (worth(left) === worth(right) ? 0 : worth(right) - worth(left)),
  );
}
