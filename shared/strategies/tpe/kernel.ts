import type { ParameterValue } from '../../candidate.ts';
import { normalDensity, normalProbability } from '../../normal.ts';
import type { Random } from '../../random.ts';
import { fromUnit, levelsOf, placeInCell, toUnit } from '../../search-space/unit.ts';
import type { Distribution } from '../../search-space.ts';

/** Lists up to this long have a kernel's probability of each cell; of longer ones the density at the middle of a cell stands for it. */
const longestTable = 128;

export interface KernelWidths {
  /** Of numbers: the standard deviation as a share of the range. */
  readonly bandwidth: number;
  /** Of choices: the probability that is shared evenly among all options; the rest is the component's own option's. */
  readonly other: number;
}

/** What the components of a mixture hold likely of one parameter beside the values of their own. */
export interface Kernel {
  /** A draw of the component with this value. */
  draw(centre: ParameterValue, random: Random): ParameterValue;
  /** Components' values, none yet. */
  centres(): Centres;
}

export interface Centres {
  /** The next component's value; undefined where it does not have the parameter. */
  add(centre: ParameterValue | undefined): void;
  /**
   * Multiplies each component's ratio by how many times likelier the value is with it than under the parameter's own distribution. Part of
   * it may be given as an addition to the exponent of e by which the ratio is multiplied in the end.
   */
  multiply(ratios: Float64Array, exponents: Float64Array, value: ParameterValue): void;
}

/**
 * Numbers have normals over the places in [0, 1], cut off at the ends; values of a list the part of it in their cells. Choices have the
 * kernel of Aitchison & Aitken (1976).
 */
export function kernelOf(distribution: Distribution, { bandwidth, other }: KernelWidths): Kernel {
  const levels = levelsOf(distribution);
  if (distribution.type === 'choice') {
    const { options } = distribution;
    return {
      draw: (centre, random) => (random.next() < other ? random.pick(options) : centre),
      centres: () => tabled(options, (value, centre) => other + (value === centre ? (1 - other) * levels : 0)),
    };
  }
  return {
    draw(centre, random) {
      const middle = toUnit(distribution, centre);
      for (;;) {
        const place = middle + bandwidth * random.normal();
        if (place >= 0 && place <= 1) return fromUnit(distribution, place);
      }
    },
    centres: () =>
      levels > longestTable
        ? smooth((value) => toUnit(distribution, value), bandwidth)
        : tabled(listed(distribution, levels), (value, centre) => {
            const [low, high] = [placeInCell(distribution, value, 0), placeInCell(distribution, value, 1)];
            const middle = toUnit(distribution, centre);
            return within(low, high, middle, bandwidth) / (within(0, 1, middle, bandwidth) * (high - low));
          }),
  };
}

const listed = (distribution: Distribution, levels: number): ParameterValue[] =>
  Array.from({ length: levels }, (_, level) =>
    // Cells of a log range are not of one width.
    distribution.type === 'integer'
      ? distribution.low + level * (distribution.step ?? 1)
      : fromUnit(distribution, (level + 0.5) / levels),
  );

function tabled(
  values: readonly ParameterValue[],
  ratio: (value: ParameterValue, centre: ParameterValue) => number,
): Centres {
  const levels = new Map(values.map((value, level) => [value, level]));
  const centres: number[] = [];
  const rows = new Map<ParameterValue, Float64Array>();
  return {
    add(centre) {
      centres.push(centre === undefined ? values.length : (levels.get(centre) ?? values.length));
    },
    multiply(ratios, _exponents, value) {
      let row = rows.get(value);
      if (row === undefined) {
        // The last is of components without the parameter.
        row = Float64Array.from([...values.map((centre) => ratio(value, centre)), 1]);
        rows.set(value, row);
      }
      for (let at = 0; at < ratios.length; at++) ratios[at] = (ratios[at] ?? 0) * (row[centres[at] ?? 0] ?? 0);
    },
  };
}

function smooth(placeOf: (value: ParameterValue) => number, bandwidth: number): Centres {
  const places: number[] = [];
  const peaks: number[] = [];
  return {
    add(centre) {
      const place = centre === undefined ? Number.NaN : placeOf(centre);
      places.push(place);
      peaks.push(centre === undefined ? 1 : normalDensity(0) / (bandwidth * within(0, 1, place, bandwidth)));
    },
    multiply(ratios, exponents, value) {
      const place = placeOf(value);
      for (let at = 0; at < ratios.length; at++) {
        const distance = (place - (places[at] ?? 0)) / bandwidth;
        ratios[at] = (ratios[at] ?? 0) * (peaks[at] ?? 1);
        if (!Number.isNaN(distance)) exponents[at] = (exponents[at] ?? 0) - 0.5 * distance * distance;
      }
    },
  };
}

/** The probability of a normal between two places; of the tails, without loss by rounding. */
const within = (low: number, high: number, mean: number, deviation: number): number =>
  low > mean
    ? normalProbability((mean - low) / deviation) - normalProbability((mean - high) / deviation)
    : normalProbability((high - mean) / deviation) - normalProbability((low - mean) / deviation);
