import type { Render } from '../../shared/steps/context.ts';
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

/** Loaded when a search is published. */
export const render: Render = {
  report: async (data) => (await import('../../report/render-report.ts')).renderReport(data),
  modelCard: async (data) => (await import('../../report/model-card.ts')).renderModelCard(data),
};
