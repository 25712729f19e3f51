import { describe, expect, it } from 'vitest';
import { imageBytes, shownSides } from '../../../shared/samples/image-bytes.ts';
import { imageSamples } from '../../../shared/samples/image-samples.ts';
import { samplesSchema } from '../../../shared/samples.ts';

const sealedOf = (features: Float32Array, targets: number[]) => ({
  features,
  targets: Float32Array.from(targets),
  rows: targets.length,
  rowNumbers: Int32Array.from(targets, (_, row) => 1000 + row),
});

/** Images of 1 × 2 × 1 and two classes, of which the model says `answers` with these probabilities. */
function judged(targets: number[], answers: (readonly [number, number])[]) {
  return {
    task: 'binary' as const,
    sealed: sealedOf(new Float32Array(targets.length * 2), targets),
    featureShape: [1, 2, 1],
    predicted: Float32Array.from(
      answers.flatMap(([answer, sure]) => (answer === 0 ? [sure, 1 - sure] : [1 - sure, sure])),
    ),
    outputs: 2,
  };
}

describe('imageSamples', () => {
  it('has the surest mistakes first, then right ones at even distances', () => {
    const targets = Array.from({ length: 60 }, () => 0);
    const wrong = new Map([
      [7, 0.75],
      [20, 1],
      [33, 0.875],
    ]);
    const rows = imageSamples(
      judged(
        targets,
        targets.map((_, row) => (wrong.has(row) ? [1, wrong.get(row) ?? 0] : [0, 0.625])),
      ),
    )?.rows;
    expect(rows).toHaveLength(24);
    expect(rows?.slice(0, 3)).toMatchObject([
      { row: 1020, truth: 0, predicted: 1, probability: 1 },
      { row: 1033, truth: 0, predicted: 1, probability: 0.875 },
      { row: 1007, truth: 0, predicted: 1, probability: 0.75 },
    ]);
    const right = rows?.slice(3).map(({ row }) => row) ?? [];
    expect(right).toEqual([...right].sort((a, b) => a - b));
    expect(right[0]).toBe(1000);
    expect(Math.max(...right.slice(1).map((row, index) => row - (right[index] ?? 0)))).toBeLessThanOrEqual(4);
  });

  it('leaves room for right ones, where there are some', () => {
    const rows = (rightRows: number) => {
      const targets = Array.from({ length: 100 }, () => 0);
      return (
        imageSamples(
          judged(
            targets,
            targets.map((_, row) => [row < rightRows ? 0 : 1, 0.75]),
          ),
        )?.rows ?? []
      );
    };
    const right = (all: ReturnType<typeof rows>): number =>
      all.filter(({ truth, predicted }) => truth === predicted).length;
    expect([rows(50), rows(2), rows(0)].map((all) => [all.length, right(all)])).toEqual([
      [24, 8],
      [24, 2],
      [24, 0],
    ]);
  });

  it('has the largest errors of a regression first, and no probabilities', () => {
    const targets = Array.from({ length: 40 }, (_, row) => row);
    const predicted = Float32Array.from(targets, (truth) => (truth === 5 ? 25 : truth === 9 ? -1 : truth));
    const sealed = sealedOf(new Float32Array(80), targets);
    const rows = imageSamples({ task: 'regression', sealed, featureShape: [1, 2, 1], predicted, outputs: 1 })?.rows;
    expect(rows?.slice(0, 2)).toMatchObject([
      { truth: 5, predicted: 25 },
      { truth: 9, predicted: -1 },
    ]);
    expect(new Set(rows?.map(({ row }) => row)).size).toBe(24);
    expect(rows?.some((row) => 'probability' in row)).toBe(false);
  });

  it('stays small whatever the images are, and can be read again', () => {
    const [height, width, rows] = [200, 300, 30];
    const features = Float32Array.from({ length: rows * height * width * 3 }, (_, at) => at % 97);
    const predicted = Float32Array.from({ length: rows * 2 }, (_, at) => at % 2);
    const sealed = sealedOf(
      features,
      Array.from({ length: rows }, () => 1),
    );
    const images = imageSamples({ task: 'binary', sealed, featureShape: [height, width, 3], predicted, outputs: 2 });
    expect(images).toMatchObject({ height: 43, width: 64, channels: 3 });
    const text = JSON.stringify({ images });
    expect(text.length).toBeLessThan(24 * (1.34 * 64 * 64 * 3 + 200));
    expect(samplesSchema.parse(JSON.parse(text))).toEqual({ images });
    expect(Buffer.from(images?.rows[0]?.pixels ?? '', 'base64')).toHaveLength(43 * 64 * 3);
  });

  it.each([[[4]], [[2, 2]], [[1, 2, 2]], [[1, 1, 4]]])('has none of rows of shape %j', (featureShape) => {
    const sealed = sealedOf(new Float32Array(4), [0]);
    const predicted = Float32Array.of(1, 0);
    expect(imageSamples({ task: 'binary', sealed, featureShape, predicted, outputs: 2 })).toBeUndefined();
  });
});

it('shows pictures as they were, before their features were standardised', () => {
  const features = Float32Array.of(-1, 0.5);
  const one = { ...judged([0], [[0, 1]]), sealed: sealedOf(features, [0]) };
  const pixels = { pixels: 'bytes' as const, mean: [100], scale: [40] };
  const shown = imageSamples({ ...one, pixels })?.rows[0]?.pixels ?? '';
  expect([...Buffer.from(shown, 'base64')]).toEqual([60, 120]);
});

describe('imageBytes', () => {
  const shape = { height: 2, width: 2, channels: 1 };

  it('stretches the image’s own range over a byte', () => {
    expect([...imageBytes(Float32Array.of(-1.5, 0, 1.5, 3), shape, shape)]).toEqual([0, 85, 170, 255]);
    expect([...imageBytes(Float32Array.of(2, 2, 2, 2), shape, shape)]).toEqual([0, 0, 0, 0]);
  });

  it('keeps to a range that is given', () => {
    expect([...imageBytes(Float32Array.of(-3, 0, 128.4, 300), shape, shape, [0, 255])]).toEqual([0, 0, 128, 255]);
  });

  it('makes one pixel of several by their mean, channel by channel', () => {
    // Two blocks of 2 × 2 pixels next to each other, red and green and blue.
    const block = (red: number, green: number) => [red, green, 0];
    const row = [...block(0, 8), ...block(2, 8), ...block(8, 4), ...block(8, 4)];
    const features = Float32Array.from([...row, ...row]);
    const bytes = imageBytes(features, { height: 2, width: 4, channels: 3 }, { height: 1, width: 2 });
    const of = (value: number): number => Math.round((255 * value) / 8);
    expect([...bytes]).toEqual([of(1), of(8), 0, of(8), of(4), 0]);
  });

  it.each([
    [28, 28, [28, 28]],
    [64, 64, [64, 64]],
    [128, 64, [64, 32]],
    [1, 1000, [1, 64]],
  ])('shows %d × %d as %j', (height, width, [shownHeight, shownWidth]) => {
    expect(shownSides(height, width)).toEqual({ height: shownHeight, width: shownWidth });
  });
});
