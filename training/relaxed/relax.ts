import type { ParametersRelaxation, StructureRelaxation } from '../../shared/relaxation.ts';
import type { RelaxedTrial, RelaxOutcome, RelaxRequest } from '../../shared/trainer.ts';
import { withTensors } from '../packed/train-pack.ts';
import { relaxParameters } from './parameters.ts';
import { relaxStructure } from './structure.ts';

const isStructure = (trial: RelaxedTrial): trial is RelaxedTrial<StructureRelaxation> =>
  trial.relax.kind === 'structure';
const isParameters = (trial: RelaxedTrial): trial is RelaxedTrial<ParametersRelaxation> =>
  trial.relax.kind === 'parameters';

/** Runs relaxations of one kind as one pack. No tensor outlives it. */
export function relax({ data, trials, seed }: RelaxRequest): RelaxOutcome[] {
  return withTensors(data, (tensors) =>
    trials.every(isStructure)
      ? relaxStructure({ data, trials, seed }, tensors)
      : relaxParameters({ data, trials: trials.filter(isParameters), seed }, tensors),
  );
}
