import type { TrainingData } from '../trainer.ts';
import type { Predict } from './linear-model.ts';

/**
 * What a series' own past says of its next steps (Hyndman & Athanasopoulos, "Forecasting: principles and practice", section 5.2):
 * naive repeats the last value, seasonal naive the last season. None of the latter where a window holds no whole season; nothing
 * of data that is no series.
 */
export function pastBaselines({
  series,
  featureShape: [window = 1, channels = 1],
  outputs,
}: TrainingData): { readonly name: string; readonly predict: Predict }[] {
  if (series === undefined) return [];
  const repeating =
    (length: number): Predict =>
    (features) =>
      Float32Array.from({ length: (features.length / (window * channels)) * outputs }, (_, at) => {
        const step = window - length + ((at % outputs) % length);
        return features[(Math.floor(at / outputs) * window + step) * channels] ?? 0;
      });
  const { season } = series;
  return [
    { name: 'naive', predict: repeating(1) },
    ...(season === undefined || season > window ? [] : [{ name: 'seasonal naive', predict: repeating(season) }]),
  ];
}
