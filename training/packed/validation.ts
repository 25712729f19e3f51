import { gatherRows } from '../../shared/gather-rows.ts';
import { allMetrics, type MetricName, type Predictions, score } from '../../shared/metrics.ts';
import { rowsEvaluated } from '../../shared/packing/memory.ts';
import { type TrainingData, targetWidth } from '../../shared/trainer.ts';
import type { PackProgram } from './program.ts';

/** One trial on the validation rows. `loss` without smoothing or penalties; `outputs` as the program gave them. */
export interface Evaluation {
  readonly loss: number;
  readonly score: number;
  /** [validation rows, outputs] row-major. */
  readonly outputs: Float32Array;
}

const probabilityFloor = 1e-7;

function lossOf(data: TrainingData, outputs: Float32Array): number {
  const { validation, targets, outputs: width } = data;
  let total = 0;
  if (data.task === 'regression') {
    for (let at = 0; at < outputs.length; at++) {
      const target = targets[(validation[Math.floor(at / width)] ?? 0) * width + (at % width)] ?? 0;
      total += ((outputs[at] ?? 0) - target) ** 2;
    }
    return total / outputs.length;
  }
  for (let row = 0; row < validation.length; row++) {
    const target = targets[validation[row] ?? 0] ?? 0;
    // Math.max hides a NaN in neither argument: the sum is then NaN, which ends the trial.
    total -= Math.log(Math.max(outputs[row * width + target] ?? 0, probabilityFloor));
  }
  return total / validation.length;
}

/** How trials are judged on the rows held out for it: all programs of a pack the same way. */
export function evaluator(data: TrainingData, metric: MetricName) {
  const { validation, outputs: width, targetScale } = data;
  const { mean, scale } = targetScale ?? { mean: 0, scale: 1 };
  const regression = data.task === 'regression';
  const targets = gatherRows(data.targets, validation, targetWidth(data));
  const truth = regression ? targets.map((target) => target * scale + mean) : targets;
  /** In the target's own unit. */
  const predictions = (outputs: Float32Array): Predictions => ({
    values: regression ? outputs.map((value) => value * scale + mean) : outputs,
    truth,
    outputs: width,
  });

  /** Runs a program of `trials` networks; gives each one's evaluation by index. */
  const evaluate = (program: PackProgram, trials: number): ((trial: number) => Evaluation) => {
    const chunk = rowsEvaluated(trials, program.imageNumbers);
    const outputs = Array.from({ length: trials }, () => new Float32Array(validation.length * width));
    for (let from = 0; from < validation.length; from += chunk) {
      const rows = validation.subarray(from, from + chunk);
      const values = program.predict(rows);
      const size = rows.length * width;
      for (const [trial, own] of outputs.entries()) {
        own.set(values.subarray(trial * size, (trial + 1) * size), from * width);
      }
    }
    return (trial) => {
      const own = outputs[trial] ?? new Float32Array();
      const loss = lossOf(data, own);
      return { loss, score: Number.isFinite(loss) ? score(metric, predictions(own)) : Number.NaN, outputs: own };
    };
  };
  return Object.assign(evaluate, {
    allMetrics: (outputs: Float32Array): Record<string, number> => allMetrics(data.task, predictions(outputs)),
  });
}
