import { z } from 'zod';
import { type Deployment, type Tier, tierSchema } from '../compute.ts';
import { outputsOf } from '../dataset.ts';
import { chooseTier } from '../money/choose-tier.ts';
import { dataBytesOf } from '../packing/memory.ts';
import type { PackingShape } from '../packing/outline.ts';
import { type PackPrediction, predictPack } from '../packing.ts';
import { epochsBefore } from './checkpoints.ts';
import type { Plan, PlannedTrial } from './plan-file.ts';
import type { PreparedSearch } from './settings.ts';
import { searchIdSchema } from './step-input.ts';

/** rounds/<n>/packs.json: an input of the train step each, with where it is trained. What the workflow maps over. */
export const packsFileSchema = z.array(
  z.object({ searchId: searchIdSchema, round: z.int().min(0), pack: z.int().min(0), tier: tierSchema }),
);
export type PacksFile = z.infer<typeof packsFileSchema>;

export const shapeOf = ({ dataset }: Pick<PreparedSearch, 'dataset'>): PackingShape => ({
  rows: dataset.trainingRows,
  input: dataset.featureShape,
  outputs: outputsOf(dataset),
  validationRows: dataset.validationRows,
  ...(dataset.vocabulary === undefined ? {} : { vocabulary: dataset.vocabulary }),
});

/** As the cost model sees it: a relaxation as its candidate trained as long as what it counts as. */
export const packable = ({ id, candidate, goesOnFrom, inherits, budget, relax }: PlannedTrial) => ({
  trialId: id,
  candidate,
  fromEpochs: epochsBefore({ goesOnFrom, inherits }),
  epochs: budget.epochs * (relax?.trials ?? 1),
});

/** A planned pack, with what the cost model says of it and where it is to be trained. */
export interface PlacedPack extends PackPrediction {
  readonly tier: Tier;
  readonly trials: readonly PlannedTrial[];
}

/** Where each pack of the plan is trained: a function of the plan and the deployment alone. */
export function placePacks(plan: Plan, search: PreparedSearch, deployment: Deployment): PlacedPack[] {
  const planned = new Map(plan.trials.map((trial) => [trial.id, trial]));
  const shape = shapeOf(search);
  const dataBytes = dataBytesOf(shape, search.dataset.horizon);
  const wanted = search.settings.compute.tier;
  return plan.packs.map((pack) => {
    const trials = pack.trials.flatMap((id) => planned.get(id) ?? []);
    const predicted = predictPack(trials.map(packable), shape);
    return { ...predicted, trials, tier: chooseTier(predicted, { wanted, dataBytes }, deployment) };
  });
}
