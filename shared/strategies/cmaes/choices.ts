import { type SearchSpace, valueOf } from '../../search-space.ts';
import type { Outcome } from '../outcomes.ts';

/** The chance of each option of each choice, in the space's order. */
export type Choices = ReadonlyMap<string, readonly number[]>;

/** How much of a generation's frequencies is taken over. */
const rate = 0.2;
/** No option's chance falls below this share of an even one. */
const least = 0.1;

export const unlearned = (space: SearchSpace): Choices =>
  new Map(
    Object.entries(space).flatMap(([name, distribution]) =>
      distribution.type === 'choice'
        ? [[name, distribution.options.map(() => 1 / distribution.options.length)] as const]
        : [],
    ),
  );

/**
 * The chances after a generation, best first: moved towards the frequencies among its better half, better ones counting for more (the
 * cross-entropy method, Rubinstein 1999). A choice that none of them has stays as it is.
 */
export function learned(space: SearchSpace, choices: Choices, generation: readonly Outcome[]): Choices {
  const selected = generation
    .slice(0, Math.max(1, Math.floor(generation.length / 2)))
    .filter(({ value }) => value !== undefined)
    .map(({ candidate }, rank) => ({ candidate, weight: Math.log((generation.length + 1) / 2) - Math.log(rank + 1) }));
  return new Map(
    [...choices].map(([name, chances]) => {
      const distribution = space[name];
      if (distribution?.type !== 'choice') return [name, chances];
      const counts = distribution.options.map((option) =>
        selected.reduce((sum, { candidate, weight }) => sum + (valueOf(candidate, name) === option ? weight : 0), 0),
      );
      const total = counts.reduce((sum, count) => sum + count, 0);
      if (!(total > 0)) return [name, chances];
      const floor = least / chances.length;
      return [
        name,
        chances.map((chance, option) => {
          const moved = (1 - rate) * chance + (rate * (counts[option] ?? 0)) / total;
          return floor + (1 - least) * moved;
        }),
      ];
    }),
  );
}
