import type { Trainer } from '../../shared/trainer.ts';

let started: Promise<Trainer> | undefined;

/** TensorFlow, loaded when the first call needs it and kept for the next ones; what failed to load is loaded again. */
export function trainerOf(engine: Trainer['engine']): Promise<Trainer> {
  started ??= import('../../training/index.ts')
    .then(({ createTrainer }) => createTrainer({ engine }))
    .catch((error: unknown) => {
      started = undefined;
      throw error;
    });
  return started;
}
