import type { StoppingRule } from './stopping-rule.ts';

/** Every candidate gets the full budget at once. */
export const noStopping = (): StoppingRule => ({
  rungs: (epochs) => [epochs],
  decide: () => ({ promote: [], stop: [] }),
});
