import type { Candidate, ParameterValue } from '../shared/candidate.ts';
import { quantile } from './sample.ts';
import { parameterLabel, shortened, valueLabel } from './words.ts';

/** How a hyperparameter is drawn. `category` values are drawn at their place in `categories`. */
export interface PageParameter {
  readonly name: string;
  readonly label: string;
  readonly scale: 'linear' | 'log' | 'category';
  readonly categories: readonly string[];
  readonly low: number;
  readonly high: number;
}

export interface DrawnParameter {
  readonly parameter: PageParameter;
  /** Where a value is drawn; null where the candidate lacks the parameter, or its value has no place of its own. */
  place(candidate: Candidate): number | null;
}

/** So few different numbers are drawn as strips: a scatter plot would hide most points behind each other. */
const stripValues = 12;
const mostCategories = 20;
/** From this ratio of greatest to least on, an axis is logarithmic. */
const logRatio = 50;
const otherLabel = 'other';

function orderCategories(counts: ReadonlyMap<ParameterValue, number>): ParameterValue[] {
  const values = [...counts.keys()];
  if (values.every((value) => typeof value === 'number')) return values.sort((left, right) => left - right);
  return values.sort((left, right) => (String(left) < String(right) ? -1 : 1));
}

function categorical(name: string, counts: ReadonlyMap<ParameterValue, number>): DrawnParameter {
  const frequent = [...counts].sort((left, right) => right[1] - left[1]).slice(0, mostCategories);
  const values = orderCategories(new Map(frequent));
  const categories = values.map((value) => shortened(valueLabel(value), 40));
  if (counts.size > values.length) categories.push(otherLabel);
  const places = new Map(values.map((value, index) => [value, index]));
  return {
    parameter: {
      name,
      label: shortened(parameterLabel(name)),
      scale: 'category',
      categories,
      low: 0,
      high: categories.length - 1,
    },
    place(candidate) {
      const value = candidate[name];
      return value === undefined ? null : (places.get(value) ?? values.length);
    },
  };
}

/** Whether the middle value lies nearer to the middle of the axis in logarithms: a uniform draw near 0 spans decades too. */
function isEvenerInLogs(values: readonly number[], low: number, high: number): boolean {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = quantile(sorted, 0.5);
  const linear = (middle - low) / (high - low);
  const logarithmic = Math.log(middle / low) / Math.log(high / low);
  return Math.abs(logarithmic - 0.5) < Math.abs(linear - 0.5);
}

function numeric(name: string, values: readonly number[]): DrawnParameter {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((greatest, value) => Math.max(greatest, value), -Infinity);
  const scale = low > 0 && high / low >= logRatio && isEvenerInLogs(values, low, high) ? 'log' : 'linear';
  return {
    parameter: { name, label: shortened(parameterLabel(name)), scale, categories: [], low, high },
    place(candidate) {
      const value = candidate[name];
      return typeof value === 'number' ? value : null;
    },
  };
}

/** Natural order, so that width.2 stands before width.10, but otherwise as the space had them. */
const inOrder = (candidates: readonly Candidate[]): string[] => {
  const names = [...new Set(candidates.flatMap((candidate) => Object.keys(candidate)))];
  const family = (name: string): number => names.findIndex((other) => other.split('.')[0] === name.split('.')[0]);
  const number = (name: string): number => Number(name.split('.')[1] ?? 0);
  return names.sort((left, right) => family(left) - family(right) || number(left) - number(right));
};

/** The hyperparameters that differ between candidates, with their axes, and those that do not. */
export function describeParameters(candidates: readonly Candidate[]): {
  readonly varied: readonly DrawnParameter[];
  readonly fixed: readonly { readonly label: string; readonly value: string }[];
} {
  const varied: DrawnParameter[] = [];
  const fixed: { label: string; value: string }[] = [];
  for (const name of inOrder(candidates)) {
    const values = candidates.flatMap((candidate) => candidate[name] ?? []);
    const counts = new Map<ParameterValue, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    const numbers = values.filter((value) => typeof value === 'number');
    if (counts.size === 1) {
      fixed.push({ label: shortened(parameterLabel(name)), value: shortened(valueLabel(values[0] ?? '')) });
    } else if (numbers.length === values.length && counts.size > stripValues) {
      varied.push(numeric(name, numbers));
    } else {
      varied.push(categorical(name, counts));
    }
  }
  return { varied, fixed };
}
