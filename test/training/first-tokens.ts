import { createRandom } from '../../shared/random.ts';
import type { TrainingData } from '../../shared/trainer.ts';

const kinds = 4;

/**
 * Texts of 2 to `steps` tokens, padded in front; their class is their first token, and all others are chance. It may lie at any step, and only a
 * memory holds it to the end.
 */
export function firstTokens(rows: number, steps = 16): TrainingData {
  const random = createRandom('first tokens');
  const features = new Float32Array(rows * steps);
  const targets = Float32Array.from({ length: rows }, (_, row) => {
    const own = Array.from({ length: random.integer(2, steps) }, () => random.integer(1, kinds));
    features.set(own, (row + 1) * steps - own.length);
    return (own[0] ?? 1) - 1;
  });
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const trained = Math.round(0.75 * rows);
  return {
    task: 'multiclass',
    features,
    rows,
    featureShape: [steps, 1],
    vocabulary: kinds + 1,
    targets,
    outputs: kinds,
    training: all.slice(0, trained),
    validation: all.slice(trained),
  };
}
