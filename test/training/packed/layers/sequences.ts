import { createRandom } from '../../../../shared/random.ts';
import { rows } from './describe-layer.ts';

export const steps = 4;
export const vocabulary = 5;

/** Sequences of every length from `steps` to none, padded in front: as tokens, [steps, 1], or as two channels a step. */
export function sequences(kind: 'tokens' | 'channels'): Float32Array {
  const random = createRandom(2);
  const channels = kind === 'tokens' ? 1 : 2;
  return Float32Array.from({ length: rows * steps * channels }, (_, index) => {
    const [row, step] = [Math.floor(index / (steps * channels)), Math.floor(index / channels) % steps];
    const number = kind === 'tokens' ? random.integer(1, vocabulary - 1) : random.normal();
    return step < row ? 0 : number;
  });
}
