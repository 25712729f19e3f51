import { describe, expect, it } from 'vitest';
import { type Augmentation, augmentationSchema } from '../../../shared/augmentation.ts';
import type { Candidate } from '../../../shared/candidate.ts';
import { createRandom } from '../../../shared/random.ts';
import type { TrainingData } from '../../../shared/trainer.ts';
import { augmentEpoch } from '../../../training/packed/augmentation.ts';
import { useEngine } from '../engine.ts';
import { expectSameTrial, parametersOf, train } from '../outcomes.ts';
import { packOf } from '../tables.ts';

const [height, width] = [4, 5];
const positions = height * width;
const epochOf = { seed: 7, epoch: 1 };

/** The sources of so many images, each less its own first position; -1 for what is cut out. */
function images(change: Partial<Augmentation>, rows = 200): number[][] {
  const { sources } = augmentEpoch(
    augmentationSchema.parse(change),
    [height, width, 1],
    epochOf,
  )(Int32Array.from({ length: rows }, (_, row) => row));
  return Array.from({ length: rows }, (_, row) =>
    Array.from(sources.subarray(row * positions, (row + 1) * positions), (source) =>
      source < 0 ? -1 : source - row * positions,
    ),
  );
}

const identity = Array.from({ length: positions }, (_, position) => position);
const moved = (down: number, right: number): number[] =>
  identity.map((position) => {
    const row = Math.min(height - 1, Math.max(0, Math.floor(position / width) - down));
    return row * width + Math.min(width - 1, Math.max(0, (position % width) - right));
  });
const distinct = (lists: readonly number[][]): string[] => [...new Set(lists.map((list) => list.join()))].sort();

describe('what is read of an image', () => {
  it('is the image where nothing is changed', () => {
    expect(distinct(images({}))).toEqual([identity.join()]);
  });

  it('is the image or its mirror image', () => {
    const mirrored = identity.map((position) => position - (position % width) + (width - 1 - (position % width)));
    const seen = images({ flip: true });
    expect(distinct(seen)).toEqual([identity.join(), mirrored.join()].sort());
    const share = seen.filter((image) => image[0] !== 0).length / seen.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.1);
  });

  it('is moved by up to the shift, every way', () => {
    const most = [-2, -1, 0, 1, 2];
    const all = most.flatMap((down) => most.map((right) => moved(down, right)));
    expect(distinct(images({ shift: 0.5 }, 2000))).toEqual(distinct(all));
  });

  it('lies within a window of what is left of each side, in order', () => {
    for (const image of images({ crop: 0.5 })) {
      const columns = image.slice(0, width).map((source) => source % width);
      expect([...columns].sort((a, b) => a - b)).toEqual(columns);
      // At least half of five is kept: three positions at least are met.
      expect(new Set(columns).size).toBeGreaterThanOrEqual(3);
      for (const source of image) expect(source).toBeGreaterThanOrEqual(0);
    }
    expect(distinct(images({ crop: 0.5 })).length).toBeGreaterThan(5);
  });

  it('has one hole, at most a cutout wide', () => {
    const seen = images({ cutout: 0.5 });
    for (const image of seen) {
      const holes = identity.filter((position) => image[position] === -1);
      const [rows, columns] = [holes.map((at) => Math.floor(at / width)), holes.map((at) => at % width)];
      const [spanRows, spanColumns] = [new Set(rows).size, new Set(columns).size];
      expect(holes.length).toBe(spanRows * spanColumns);
      expect(spanRows).toBeLessThanOrEqual(2);
      expect(spanColumns).toBeLessThanOrEqual(3);
      expect(holes.length).toBeGreaterThan(0);
    }
  });

  it('is mixed by shares of a Beta distribution', () => {
    const augment = augmentEpoch(augmentationSchema.parse({ mixup: 0.3 }), [1, 1, 1], epochOf);
    const shares = Array.from(augment(new Int32Array(20_000)).shares ?? []);
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length;
    expect(mean).toBeCloseTo(0.5, 1);
    // Of Beta(a, a): 1 / (4 (2a + 1)).
    expect(variance).toBeCloseTo(1 / (4 * 1.6), 2);
  });
});

const shape = [6, 5, 2] as const;

/** Rows of noise whose answers are numbers: they can be mixed by hand. */
function noise(rows: number): TrainingData {
  const random = createRandom(3);
  return {
    task: 'regression',
    features: Float32Array.from({ length: rows * 60 }, () => random.normal()),
    rows,
    featureShape: shape,
    targets: Float32Array.from({ length: rows }, () => random.normal()),
    outputs: 1,
    targetScale: { mean: 0, scale: 1 },
    training: Int32Array.from({ length: rows - 10 }, (_, row) => row),
    validation: Int32Array.from({ length: 10 }, (_, row) => rows - 10 + row),
  };
}

/** The data with each training row as one step over all of them would see it. */
function augmentedByHand(data: TrainingData, augmentation: Augmentation, seed: number): TrainingData {
  const order = Int32Array.from(createRandom(`${seed}/order/1`).shuffle(Array.from(data.training)));
  const { sources, shares } = augmentEpoch(augmentation, shape, { seed, epoch: 1 })(order);
  const [features, targets] = [data.features.slice(), data.targets.slice()];
  const read = (at: number, position: number, channel: number): number => {
    const source = sources[at * 30 + position] ?? -1;
    return source < 0 ? 0 : (data.features[source * 2 + channel] ?? Number.NaN);
  };
  for (const [at, row] of order.entries()) {
    const other = order.length - 1 - at;
    const share = shares?.[at] ?? 1;
    const mix = (own: number, theirs: number): number => share * own + (1 - share) * theirs;
    for (let number = 0; number < 60; number++) {
      const [position, channel] = [Math.floor(number / 2), number % 2];
      features[row * 60 + number] = mix(read(at, position, channel), read(other, position, channel));
    }
    targets[row] = mix(data.targets[row] ?? Number.NaN, data.targets[order[other] ?? 0] ?? Number.NaN);
  }
  return { ...data, features, targets };
}

describe.each(['native', 'wasm'] as const)('training on augmented images, %s', (engine) => {
  useEngine(engine);

  it.each<Candidate>([{ flip: true, shift: 0.2, crop: 0.2 }, { cutout: 0.4 }, { mixup: 0.5, flip: true }])(
    'is training on images that are changed so: %j',
    (change) => {
      const data = noise(40);
      const plain: Candidate = { depth: 0, batchSize: 64, learningRate: 0.1, optimizer: 'sgd' };
      const request = packOf([{ ...plain, ...change }], { data, epochs: 1, checkpoints: true });
      const byHand = augmentedByHand(data, augmentationSchema.parse(change), request.seed);
      const [own] = train(request);
      const [other] = train(packOf([plain], { data: byHand, epochs: 1, checkpoints: true }));
      for (const [at, value] of parametersOf(other).entries()) {
        expect(parametersOf(own)[at]).toBeCloseTo(value, 5);
      }
      const [unchanged] = train(packOf([plain], { data, epochs: 1, checkpoints: true }));
      expect(Array.from(parametersOf(own))).not.toEqual(Array.from(parametersOf(unchanged)));
    },
  );
});

describe('a trial on augmented images', () => {
  useEngine();

  it('is the same alone and in a pack', () => {
    const candidates: Candidate[] = [1, 2, 3].map((index) => ({
      stages: 1,
      depth: index % 2,
      width: 4 + index,
      // Adam would blow rounding up where a gradient is next to none.
      optimizer: 'momentum',
      batchSize: 10,
      flip: true,
      shift: 0.25,
      cutout: 0.3,
      mixup: 0.2,
    }));
    const request = packOf(candidates, { data: noise(50), epochs: 3, checkpoints: true });
    for (const [index, outcome] of train(request).entries()) {
      expectSameTrial(train({ ...request, trials: request.trials.slice(index, index + 1) })[0], outcome);
    }
  });
});
