import type { ParametersRelaxation } from '../../shared/relaxation.ts';
import type { RelaxedTrial, RelaxOutcome, TrainingData } from '../../shared/trainer.ts';
import type { PackTensors } from '../packed/program.ts';
export interface ParametersRequest {
  readonly data: TrainingData;
  readonly trials: readonly RelaxedTrial<ParametersRelaxation>[];
  readonly seed: number;
}
export function relaxParameters(_request: ParametersRequest, _tensors: PackTensors): RelaxOutcome[] {
  return [];
}
