import type { ImagePreprocessing } from '../../shared/preprocessing.ts';

type Values = Uint8Array | Float32Array;
type Normalisation = Pick<ImagePreprocessing, 'mean' | 'scale'>;

/**
 * Mean and standard deviation of each channel over the pixels of these images; a channel that does not vary has the scale 1.
 * `size` is the numbers of one image.
 */
export function fitChannels(values: Values, rows: Int32Array, size: number, channels: number): Normalisation {
  const count = (rows.length * size) / channels;
  const sumOver = (term: (value: number, channel: number) => number): number[] => {
    const sums = new Float64Array(channels);
    for (const row of rows) {
      for (let at = row * size, channel = 0; at < (row + 1) * size; at++) {
        sums[channel] = (sums[channel] ?? 0) + term(values[at] ?? 0, channel);
        if (++channel === channels) channel = 0;
      }
    }
    return Array.from(sums);
  };
  const mean = sumOver((value) => value).map((sum) => sum / count);
  const scale = sumOver((value, channel) => (value - (mean[channel] ?? 0)) ** 2).map(
    (sum) => Math.sqrt(sum / count) || 1,
  );
  return { mean, scale };
}

/** Features of the images, row-major [rows, size]: each number less its channel's mean, by its scale. */
export function encodePixels(
  values: Values,
  rows: Int32Array,
  size: number,
  { mean, scale }: Normalisation,
): Float32Array {
  const channels = mean.length;
  const out = new Float32Array(rows.length * size);
  let to = 0;
  for (const row of rows) {
    for (let at = row * size, channel = 0; at < (row + 1) * size; at++) {
      out[to++] = ((values[at] ?? 0) - (mean[channel] ?? 0)) / (scale[channel] ?? 1);
      if (++channel === channels) channel = 0;
    }
  }
  return out;
}
