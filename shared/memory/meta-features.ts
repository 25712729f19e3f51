import type { DatasetDescription } from '../dataset.ts';
import { sizeOf } from '../layers.ts';
import type { Verdict } from '../result.ts';

/**
 * What a dataset is like, in numbers of which each matters about as much as another when it is divided by its spread. A feature
 * that is not known is absent.
 */
export type MetaFeatures = Readonly<Partial<Record<MetaFeatureName, number>>>;

/** Each feature's spread over common tables: our own choice, and what counts until many datasets are known. */
export const spreads = {
  /** log10 of the rows. */
  rows: 0.7,
  /** log10 of the encoded features. */
  features: 0.5,
  /** log2 of the classes; 0 for regression. */
  classes: 0.8,
  /** Entropy of the classes as a share of the largest there can be: 1 is balanced. */
  balance: 0.2,
  /** Share of the used columns that are numbers, and categories. */
  numbers: 0.35,
  categories: 0.3,
  /** Share of the used cells that are empty. */
  missing: 0.1,
  /** Third and fourth moment of a numeric target, damped by asinh. */
  skewness: 0.8,
  kurtosis: 0.8,
  /** Landmark: what a linear model gains over a constant one, of all that there is to gain. */
  linear: 0.3,
} as const;
export type MetaFeatureName = keyof typeof spreads;

/**
 * Simple, statistical and landmarking meta-features (Feurer et al. 2015, "Initializing Bayesian hyperparameter optimization via
 * meta-learning"), of what a search knows anyway. `targets` are the unsealed rows', in any unit.
 */
export function metaFeaturesOf(
  dataset: DatasetDescription,
  targets: Float32Array,
  linear: number | undefined,
): MetaFeatures {
  const used = dataset.columns.filter(({ features }) => features.length > 0);
  const share = (type: string): number =>
    used.filter((column) => column.type === type).length / Math.max(1, used.length);
  const cells = Math.max(1, used.length * dataset.rows);
  const features = sizeOf(dataset.featureShape);
  return {
    rows: Math.log10(Math.max(1, dataset.rows)),
    features: Math.log10(Math.max(1, features)),
    classes: Math.log2(Math.max(1, dataset.classes.length)),
    numbers: share('number'),
    categories: share('category'),
    missing: used.reduce((sum, { missing }) => sum + missing, 0) / cells,
    ...(dataset.task === 'regression' ? momentsOf(targets) : { balance: balanceOf(dataset.classCounts) }),
    ...(linear === undefined ? {} : { linear }),
  };
}

function balanceOf(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const entropy = counts.reduce(
    (sum, count) => (count === 0 ? sum : sum - (count / total) * Math.log(count / total)),
    0,
  );
  return counts.length < 2 ? 1 : entropy / Math.log(counts.length);
}

function momentsOf(values: Float32Array): { skewness: number; kurtosis: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  let [second, third, fourth] = [0, 0, 0];
  for (const value of values) {
    const off = value - mean;
    second += off ** 2;
    third += off ** 3;
    fourth += off ** 4;
  }
  const rows = Math.max(1, values.length);
  const variance = second / rows;
  if (variance === 0) return { skewness: 0, kurtosis: 0 };
  return {
    skewness: Math.asinh(third / rows / variance ** 1.5),
    kurtosis: Math.asinh(fourth / rows / variance ** 2 - 3),
  };
}

/**
 * The landmark, of the baselines' metrics on rows they have not seen: in accuracy, or r2, the share of what a constant model
 * leaves that the linear one gains; -1 at least. Undefined where there are no such two.
 */
export function linearGain([constant, linear]: Pick<Verdict['baselines'][number], 'metrics'>[]): number | undefined {
  const metric = constant?.metrics['accuracy'] === undefined ? 'r2' : 'accuracy';
  const [without, with_] = [constant?.metrics[metric], linear?.metrics[metric]];
  if (without === undefined || with_ === undefined) return undefined;
  return without >= 1 ? 0 : Math.max(-1, (with_ - without) / (1 - without));
}

/** So many datasets count for as much as the spreads above do. */
const priorDatasets = 10;

/**
 * How unlike the first dataset each of the others is: the mean difference of the features that both have (L1, as Feurer et al.
 * found it best), each in units of its standard deviation over all these datasets and the spreads above.
 */
export function distances(here: MetaFeatures, others: readonly MetaFeatures[]): number[] {
  const names = Object.keys(spreads) as MetaFeatureName[];
  const deviations = new Map(names.map((name) => [name, deviationOf(name, [here, ...others])]));
  return others.map((other) => {
    let [sum, count] = [0, 0];
    for (const name of names) {
      const [one, another] = [here[name], other[name]];
      if (one === undefined || another === undefined) continue;
      sum += Math.abs(one - another) / (deviations.get(name) ?? 1);
      count++;
    }
    return count === 0 ? Number.POSITIVE_INFINITY : sum / count;
  });
}

function deviationOf(name: MetaFeatureName, datasets: readonly MetaFeatures[]): number {
  const values = datasets.flatMap((dataset) => dataset[name] ?? []);
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt((priorDatasets * spreads[name] ** 2 + squares) / (priorDatasets + Math.max(0, values.length - 1)));
}
