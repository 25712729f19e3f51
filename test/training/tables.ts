import type { Candidate } from '../../shared/candidate.ts';
import { createRandom } from '../../shared/random.ts';
import type { PackRequest, TrainingData } from '../../shared/trainer.ts';

/**
 * A seeded table of overlapping classes (or of noisy sums, for regression: as many as there are `answers`), the last fifth for
 * validation.
 */
export function table({ rows = 60, columns = 4, classes = 3, answers = 1, seed = 1 } = {}): TrainingData {
  const random = createRandom(seed);
  const regression = classes === 1;
  const centres = Array.from({ length: classes }, () => Array.from({ length: columns }, () => random.normal()));
  const features = new Float32Array(rows * columns);
  const targets = new Float32Array(rows * answers);
  for (let row = 0; row < rows; row++) {
    const target = row % classes;
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      const value = random.normal() + (regression ? 0 : (centres[target]?.[column] ?? 0));
      features[row * columns + column] = value;
      sum += value * (column + 1);
    }
    for (let answer = 0; answer < answers; answer++) {
      targets[row * answers + answer] = regression
        ? Math.tanh(sum / (columns + answer)) + 0.1 * random.normal()
        : target;
    }
  }
  const cut = Math.floor(rows * 0.8);
  return {
    task: regression ? 'regression' : classes === 2 ? 'binary' : 'multiclass',
    features,
    rows,
    featureShape: [columns],
    targets,
    outputs: regression ? answers : classes,
    training: Int32Array.from({ length: cut }, (_, row) => row),
    validation: Int32Array.from({ length: rows - cut }, (_, row) => cut + row),
  };
}

/** A request for candidates over a table; epochs are the full budget unless told. */
export const packOf = (
  candidates: readonly Candidate[],
  settings: Partial<PackRequest> & { readonly epochs?: number } = {},
): PackRequest => {
  const { epochs = 12, ...others } = settings;
  const data = others.data ?? table();
  return {
    data,
    metric: data.task === 'regression' ? 'r2' : 'accuracy',
    trials: candidates.map((candidate, index) => ({ trialId: `trial-${index}`, candidate, epochs })),
    fullEpochs: epochs,
    seed: 7,
    checkpoints: false,
    ...others,
  };
};

/** Candidates as different as one pack allows: depths, widths, activations, optimisers and all that is a coefficient. */
export function mixedCandidates(count: number, normalisation: 'none' | 'batch' | 'layer' = 'none'): Candidate[] {
  const activations = ['relu', 'tanh', 'sigmoid', 'elu', 'selu', 'gelu', 'swish'];
  const optimizers = ['sgd', 'momentum', 'nesterov', 'adam', 'adamw', 'rmsprop'];
  const schedules = ['constant', 'cosine', 'exponential'];
  const initializers = ['glorotUniform', 'heNormal', 'lecunUniform'];
  return Array.from({ length: count }, (_, index): Candidate => {
    const depth = index % 4;
    return {
      depth,
      ...Object.fromEntries(
        Array.from({ length: depth }, (_width, layer) => [`width.${layer + 1}`, 3 + ((index * 5 + layer * 7) % 9)]),
      ),
      activation: activations[index % 7] ?? 'relu',
      optimizer: optimizers[index % 6] ?? 'adam',
      schedule: schedules[index % 3] ?? 'constant',
      initializer: initializers[index % 3] ?? 'heNormal',
      normalisation,
      residual: index % 2 === 1,
      dropout: (index % 3) * 0.15,
      l1: index % 5 === 0 ? 1e-3 : 0,
      l2: index % 4 === 0 ? 1e-3 : 0,
      labelSmoothing: (index % 2) * 0.1,
      weightDecay: 0.02,
      momentum: 0.85,
      learningRate: 0.01 + 0.003 * (index % 4),
      batchSize: 16,
    };
  });
}
