import { bagOfWords } from './baselines/bag-of-words.ts';
import { type LinearProblem, logisticRegression, type Predict, ridgeRegression } from './baselines/linear-model.ts';
import { pastBaselines } from './baselines/past.ts';
import { sizeOf } from './layers.ts';
import type { Random } from './random.ts';
import type { TrainingData } from './trainer.ts';

/** What needs no search, and what it predicts. */
export interface BaselinePredictions {
  readonly name: string;
  /** Row-major [rows, outputs]: class probabilities, or numbers in the target's own unit. */
  readonly values: Float32Array;
  /** What a person should know of how it was fitted. */
  readonly note?: string;
}

/** Rows × features × outputs of a linear fit: some seconds. */
const maximumSize = 20_000_000;

/** Says the same of every row. */
const constantly =
  (values: readonly number[], width: number): Predict =>
  (features) =>
    Float32Array.from(
      { length: (features.length / width) * values.length },
      (_, at) => values[at % values.length] ?? 0,
    );

/** The classes' shares of the training rows: the likeliest is the majority's, and no constant has a better likelihood. */
function classShares({ targets, rows }: LinearProblem, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const row of rows) counts[targets[row] ?? 0] = (counts[targets[row] ?? 0] ?? 0) + 1;
  return counts.map((count) => count / Math.max(1, rows.length));
}

/** Of each output. */
const means = ({ targets, rows }: LinearProblem, outputs: number): number[] =>
  Array.from({ length: outputs }, (_, output) => {
    let sum = 0;
    for (const row of rows) sum += targets[row * outputs + output] ?? 0;
    return sum / Math.max(1, rows.length);
  });

/**
 * Fits what every search has to beat on the training rows, and predicts the rows of `features` (row-major, encoded as the
 * data's are). Large data is thinned out for the linear models, by seeded draws.
 */
export function fitBaselines({
  data,
  features,
  random,
}: {
  readonly data: TrainingData;
  readonly features: Float32Array;
  readonly random: Random;
}): BaselinePredictions[] {
  const { task, targets, training, outputs, vocabulary, targetScale = { mean: 0, scale: 1 } } = data;
  const size = sizeOf(data.featureShape);
  const bag = vocabulary === undefined ? undefined : bagOfWords({ length: size, vocabulary, rows: data.rows });
  const width = bag?.width ?? size;
  const read = (rows: Float32Array): Float32Array => bag?.encode(rows) ?? rows;
  const all: LinearProblem = { features: read(data.features), width, targets, rows: training };
  const judged = read(features);
  const affordable = Math.max(1, Math.floor(maximumSize / (width * outputs)));
  const thinned = training.length > affordable;
  const some = thinned ? { ...all, rows: Int32Array.from(random.shuffle([...training]).slice(0, affordable)) } : all;
  const note = thinned ? { note: `fitted on ${affordable} of ${training.length} training rows, drawn at random` } : {};

  const ofWords = (name: string): string => (bag === undefined ? name : `${name} of words`);

  if (task !== 'regression') {
    return [
      { name: 'majority class', values: constantly(classShares(all, outputs), width)(judged) },
      { name: ofWords('logistic regression'), values: logisticRegression(some, outputs)(judged), ...note },
    ];
  }
  const inUnit = (values: Float32Array): Float32Array =>
    values.map((value) => value * targetScale.scale + targetScale.mean);
  return [
    { name: 'mean', values: inUnit(constantly(means(all, outputs), width)(judged)) },
    { name: ofWords('linear regression'), values: inUnit(ridgeRegression(some, outputs)(judged)), ...note },
    ...pastBaselines(data).map(({ name, predict }) => ({ name, values: inUnit(predict(features)) })),
  ];
}
