import type { Candidate, ParameterValue } from '../candidate.ts';
import { SearchError } from '../errors.ts';
import { type Distribution, holds, meets, type SearchSpace, stepsOf, stepValue } from '../search-space.ts';

const maximumStates = 100_000;
const maximumDistinguished = 1_000_000;

const tangled = (): SearchError =>
  new SearchError('InvalidSpec', 'The space has too many interwoven conditions to count its grid', {
    place: { key: 'space' },
    wayOut: 'Use the random strategy',
  });

const isContinuous = (distribution: Distribution): boolean =>
  distribution.type === 'logUniform' || (distribution.type === 'uniform' && distribution.step === undefined);

/** Whether the space has finitely many candidates: nothing in it is drawn from a continuous range. */
export const isFiniteSpace = (space: SearchSpace): boolean => !Object.values(space).some(isContinuous);

/** Number of grid values, known without making them. Throws SearchError InvalidSpec for a continuous range without points. */
function gridSize(name: string, distribution: Distribution, resolution: number | undefined): number {
  switch (distribution.type) {
    case 'choice':
      return distribution.options.length;
    case 'ordinal':
      return distribution.values.length;
    case 'constant':
      return 1;
    case 'integer':
      return Math.floor((distribution.high - distribution.low) / (distribution.step ?? 1)) + 1;
    case 'uniform':
    case 'logUniform': {
      if (distribution.type === 'uniform' && distribution.step !== undefined) {
        return stepsOf(distribution.low, distribution.high, distribution.step) + 1;
      }
      const points = distribution.points ?? resolution;
      if (points !== undefined) return points;
      throw new SearchError('InvalidSpec', `A grid needs to know how many values of "${name}" to try`, {
        place: { key: `space.${name}` },
        wayOut: 'Give it "points" (or "step"), make it an ordinal with its values listed, or use the random strategy',
      });
    }
  }
}

/** The grid value at an index; points of a continuous range are spaced evenly, both ends included. */
function gridValue(distribution: Distribution, index: number, size: number): ParameterValue {
  switch (distribution.type) {
    case 'choice':
      return distribution.options[index] ?? false;
    case 'ordinal':
      return distribution.values[index] ?? 0;
    case 'constant':
      return distribution.value;
    case 'integer':
      return distribution.low + index * (distribution.step ?? 1);
    case 'uniform':
    case 'logUniform': {
      const { low, high } = distribution;
      if (distribution.type === 'uniform' && distribution.step !== undefined) {
        return stepValue(low, distribution.step, index);
      }
      if (index === size - 1 && size > 1) return high;
      const share = size === 1 ? 0 : index / (size - 1);
      return Number(
        (distribution.type === 'uniform' ? low + (high - low) * share : low * (high / low) ** share).toPrecision(12),
      );
    }
  }
}

/**
 * Exact number of grid points, conditions included, without visiting them; Infinity above 2^53. `resolution` is the number of
 * points of continuous ranges that give none themselves.
 * Throws SearchError InvalidSpec where such a range has neither, or conditions are too entangled to count.
 */
export function countGrid(space: SearchSpace, resolution?: number): number {
  const entries = Object.entries(space);
  const sizes = entries.map(([name, distribution]) => gridSize(name, distribution, resolution));
  const lastUse = new Map(
    entries.flatMap(([, { when = {} }], at) => Object.keys(when).map((name) => [name, at] as const)),
  );
  // Partial candidates that no later condition can tell apart are counted as one.
  let states = new Map<string, { candidate: Candidate; count: number }>([['', { candidate: {}, count: 1 }]]);
  entries.forEach(([name, distribution], at) => {
    const next: typeof states = new Map();
    const add = (candidate: Candidate, count: number): void => {
      const kept = Object.fromEntries(Object.entries(candidate).filter(([other]) => (lastUse.get(other) ?? -1) > at));
      const key = JSON.stringify(kept);
      next.set(key, { candidate: kept, count: (next.get(key)?.count ?? 0) + count });
    };
    for (const { candidate, count } of states.values()) {
      if (!holds(distribution.when, candidate)) add(candidate, count);
      else {
        const size = sizes[at] ?? 0;
        if ((lastUse.get(name) ?? -1) <= at) add(candidate, count * size);
        else {
          const later = entries
            .slice(at + 1)
            .flatMap(([, { when }]) => (when?.[name] === undefined ? [] : [when[name]]));
          for (const { value, times } of distinguish(distribution, size, later)) {
            add({ ...candidate, [name]: value }, count * times);
          }
        }
      }
      if (next.size > maximumStates) throw tangled();
    }
    states = next;
  });
  const total = [...states.values()].reduce((sum, { count }) => sum + count, 0);
  return total > Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : total;
}

/** One value for each way the later requirements can turn out, with the number of values that share it. */
function distinguish(
  distribution: Distribution,
  size: number,
  requirements: readonly Parameters<typeof meets>[0][],
): { value: ParameterValue; times: number }[] {
  if (size > maximumDistinguished) throw tangled();
  const classes = new Map<string, { value: ParameterValue; times: number }>();
  for (let index = 0; index < size; index++) {
    const value = gridValue(distribution, index, size);
    const outcome = requirements.map((requirement) => (meets(requirement, value) ? '1' : '0')).join('');
    const known = classes.get(outcome);
    if (known === undefined) classes.set(outcome, { value, times: 1 });
    else known.times++;
  }
  return [...classes.values()];
}

/**
 * Every grid point once, lazily, in the order of the space with the last parameter changing fastest.
 * Throws as `countGrid` does, before the first point.
 */
export function* enumerateGrid(space: SearchSpace, resolution?: number): Generator<Candidate> {
  const axes = Object.entries(space).map(([name, distribution]) => ({
    name,
    distribution,
    size: gridSize(name, distribution, resolution),
  }));
  function* extend(at: number, candidate: Candidate): Generator<Candidate> {
    const axis = axes[at];
    if (axis === undefined) yield candidate;
    else if (!holds(axis.distribution.when, candidate)) yield* extend(at + 1, candidate);
    else {
      for (let index = 0; index < axis.size; index++) {
        yield* extend(at + 1, { ...candidate, [axis.name]: gridValue(axis.distribution, index, axis.size) });
      }
    }
  }
  yield* extend(0, {});
}
