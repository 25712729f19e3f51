import { predictedClass } from '../metrics/confusion.ts';
import type { ImageSamples } from '../samples.ts';
import { imageBytes, shownSides } from './image-bytes.ts';
import type { JudgedRows } from './judged-rows.ts';

const mostImages = 24;
/** So that some right ones are always seen beside them. */
const mostWrong = 16;

type Judged = Omit<ImageSamples['rows'][number], 'row' | 'pixels'> & { readonly index: number };

/**
 * Some images with what the model made of them: its most confident mistakes (of a regression the largest errors), then
 * some that it was right about, at even distances. Undefined where rows are no images of one or three channels.
 */
export function imageSamples(judged: JudgedRows): ImageSamples | undefined {
  const { sealed, featureShape, pixels } = judged;
  const [height = 0, width = 0, channels] = featureShape;
  if (featureShape.length !== 3 || (channels !== 1 && channels !== 3)) return undefined;
  const sides = shownSides(height, width);
  const size = height * width * channels;
  return {
    ...sides,
    channels,
    rows: chosen(judged).map(({ index, ...row }) => ({
      row: sealed.rowNumbers[index] ?? 0,
      ...row,
      pixels: inBase64(
        imageBytes(
          pixelsOf(sealed.features.subarray(index * size, (index + 1) * size), pixels),
          { height, width, channels },
          sides,
          pixels?.pixels === 'bytes' ? [0, 255] : undefined,
        ),
      ),
    })),
  };
}

/** The features as pixels again, where it is known how they were standardised. */
const pixelsOf = (features: Float32Array, scaled: JudgedRows['pixels']): Float32Array =>
  scaled === undefined
    ? features
    : features.map((value, at) => {
        const channel = at % scaled.mean.length;
        return value * (scaled.scale[channel] ?? 1) + (scaled.mean[channel] ?? 0);
      });

function chosen({ task, sealed, predicted, outputs }: JudgedRows): Judged[] {
  const truth = sealed.targets;
  const indices = Array.from({ length: sealed.rows }, (_, index) => index);
  if (task === 'regression') {
    const rows = indices.map((index) => ({ index, truth: truth[index] ?? 0, predicted: predicted[index] ?? 0 }));
    const error = (row: Judged): number => Math.abs(row.predicted - row.truth);
    const worst = [...rows].sort((left, right) => error(right) - error(left)).slice(0, mostWrong);
    const others = rows.filter((row) => !worst.includes(row));
    return [...worst, ...atEvenDistances(others, mostImages - worst.length)];
  }
  const rows = indices.map((index) => {
    const answer = predictedClass({ probabilities: predicted, classes: outputs }, index);
    const probability = predicted[index * outputs + answer] ?? 0;
    return { index, truth: truth[index] ?? 0, predicted: answer, probability };
  });
  const right = rows.filter((row) => row.predicted === row.truth);
  const worst = rows
    .filter((row) => row.predicted !== row.truth)
    .sort((one, other) => other.probability - one.probability)
    .slice(0, Math.max(mostWrong, mostImages - right.length));
  return [...worst, ...atEvenDistances(right, mostImages - worst.length)];
}

function atEvenDistances<T>(items: readonly T[], most: number): T[] {
  const count = Math.min(most, items.length);
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)] as T);
}

const inBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
