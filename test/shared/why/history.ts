import type { Observation } from '../../../shared/trial.ts';

/** An observation of a made-up search; completed, after ten epochs, unless told otherwise. */
export const observed = (candidateId: string, facts: Partial<Observation> = {}): Observation => ({
  candidateId,
  candidate: { width: 8 },
  epochs: 10,
  round: 0,
  state: 'completed',
  trials: [],
  ...facts,
});
