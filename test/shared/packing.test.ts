import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../shared/candidate.ts';
import { multiplyAddsOf } from '../../shared/costs.ts';
import { defaultSpace } from '../../shared/default-space.ts';
import type { LayerConfig, Shape } from '../../shared/layers.ts';
import { networkOf } from '../../shared/network.ts';
import type { Packable, PackingShape } from '../../shared/packing/outline.ts';
import { formPacks, packingTerms, predictPack } from '../../shared/packing.ts';
import { createRandom } from '../../shared/random.ts';
import { sampleCandidate } from '../../shared/search-space.ts';
import { layOut } from '../../training/packed/layout.ts';

const shapeOf = (input: Shape, rows = 1200): PackingShape => ({ rows, input, outputs: 10, validationRows: rows / 4 });
const trialsOf = (candidates: readonly Candidate[], epochs = 5): Packable[] =>
  candidates.map((candidate, index) => ({
    trialId: `t${String(index).padStart(3, '0')}`,
    candidate,
    fromEpochs: 0,
    epochs,
  }));
const alike = (count: number, candidate: Candidate): Packable[] =>
  trialsOf(Array.from({ length: count }, () => candidate));

/** What trials of one pack share of a layer over images or steps. */
const fixedOf = (layer: LayerConfig): string => {
  if (layer.kind === 'convolution') return `convolution ${layer.kernel} ${layer.stride} ${layer.bias}`;
  if ('returnSequences' in layer) return `${layer.kind} ${layer.returnSequences} ${layer.bidirectional}`;
  if (layer.kind === 'depthwiseConvolution') return `depthwise ${layer.kernel} ${layer.stride}`;
  return layer.kind === 'pooling' ? `${layer.pooling} ${layer.size}` : layer.kind;
};

describe.each([[[8, 8, 1]], [[28, 28, 1]], [[24, 2]], [[13]]])('packs over %j', (input) => {
  const shape = shapeOf(input);
  const space = defaultSpace({ task: 'multiclass', ...shape });
  const random = createRandom('packs');
  const trials = trialsOf(Array.from({ length: 60 }, () => sampleCandidate(space, random)));
  const packs = formPacks(trials, shape);
  const networksOf = (ids: readonly string[]) =>
    trials
      .filter(({ trialId }) => ids.includes(trialId))
      .map(({ candidate }) => networkOf(candidate, input, 10))
      .sort((a, b) => b.blocks.length - a.blocks.length);

  it('holds every trial once, and only trials whose blocks are the same but for their sizes', () => {
    expect(packs.flatMap((pack) => pack.trials).sort()).toEqual(trials.map(({ trialId }) => trialId));
    for (const { trials: ids } of packs) {
      const networks = networksOf(ids);
      for (const { blocks } of networks) {
        const own = blocks.map(({ layers }) => layers.map(fixedOf));
        const deepest = networks[0]?.blocks.slice(0, blocks.length).map(({ layers }) => layers.map(fixedOf));
        expect(own).toEqual(deepest);
      }
      expect(new Set(networks.map(({ training }) => training.batchSize)).size).toBe(1);
      for (const { augmentation } of networks) expect(augmentation).toEqual(networks[0]?.augmentation);
    }
  });

  it('counts the numbers that the layout of a pack has', () => {
    for (const { trials: ids } of packs) {
      const members = trials.filter(({ trialId }) => ids.includes(trialId));
      const laid = layOut(networksOf(ids)).bands.reduce((sum, { trials: rows, columns }) => sum + rows * columns, 0);
      const { buildParameter } = packingTerms(members, shape);
      // Scales and shifts are not counted; a head of any depth counts as the widest, and so does what a layer reads.
      expect(buildParameter).toBeGreaterThan(0.8 * laid);
      expect(buildParameter).toBeLessThan(1.35 * laid);
    }
  });

  it('is the same in whatever order trials come', () => {
    expect(formPacks(trials.toReversed(), shape)).toEqual(packs);
  });
});

it.each([
  [[8, 8, 1], { stages: 2, repeats: 2, filters: 6, depth: 1, width: 20 }],
  [[12, 9, 3], { stages: 3, pool: 'stride', kernel: 5, globalPool: true, depth: 0 }],
  [[30, 4], { stages: 2, kernel: 7, depth: 2 }],
  [[8, 8, 1], { family: 'fullyConnected', depth: 2 }],
  [[30, 4], { family: 'recurrent', recurrentLayer: 'gru', recurrentLayers: 2, bidirectional: true, units: 6 }],
  [[30, 4], { family: 'recurrent', front: 2, units: 5, depth: 1 }],
] satisfies [Shape, Candidate][])('counts the multiply-adds of an evaluation: %j, %j', (input, candidate) => {
  const shape = { ...shapeOf(input), validationRows: 0 };
  const of = (validationRows: number): number => {
    const { multiplyAdd, convolved, recurred } = packingTerms(alike(1, candidate), { ...shape, validationRows });
    return multiplyAdd + convolved + recurred;
  };
  const epochs = 5;
  expect((of(7) - of(0)) / 7 / epochs).toBe(multiplyAddsOf(networkOf(candidate, input, 10)));
});

describe('by predicted time', () => {
  const sizesOf = (input: Shape, candidate: Candidate): number[] =>
    formPacks(alike(16, candidate), shapeOf(input)).map((pack) => pack.trials.length);

  it('trains small images together, and large ones nearly alone', () => {
    const candidate = { stages: 2, filters: 8, depth: 0, batchSize: 64 };
    expect(sizesOf([8, 8, 1], candidate)).toEqual([16]);
    expect(Math.max(...sizesOf([64, 64, 3], { ...candidate, filters: 16 }))).toBeLessThan(3);
  });

  // A step of a pack of 16 over 16 steps alone, of batches of 64, as measured of one thread of a 2-core x86-64: 0.65 of 0.96 ms, 11.0 of 6.8 ms.
  it.each([
    { side: 8, measured: 0.68 },
    { side: 28, measured: 1.61 },
  ])('predicts what packing was measured to gain or lose of images of $side × $side', ({ side, measured }) => {
    const of = (count: number, rows: number): number =>
      predictPack(alike(count, { stages: 2, filters: 8, depth: 0, batchSize: 64 }), {
        ...shapeOf([side, side, 1], rows),
        validationRows: 0,
      }).seconds;
    const step = (count: number): number => of(count, 640) - of(count, 576);
    const predicted = step(16) / 16 / step(1);
    expect(predicted / measured).toBeGreaterThan(0.7);
    expect(predicted / measured).toBeLessThan(1.4);
  });

  // As above: of a pack of 8 LSTMs over 24 steps, 6.46 of 2.29 ms, 38.9 of 6.32 ms.
  it.each([
    { units: 16, measured: 0.35 },
    { units: 64, measured: 0.77 },
  ])('predicts what packing was measured to gain of recurrent networks of $units units', ({ units, measured }) => {
    const of = (count: number, rows: number): number =>
      predictPack(alike(count, { family: 'recurrent', units, depth: 0, batchSize: 64 }), {
        ...shapeOf([24, 2], rows),
        outputs: 2,
        validationRows: 0,
      }).seconds;
    const step = (count: number): number => of(count, 640) - of(count, 576);
    const predicted = step(8) / 8 / step(1);
    expect(predicted / measured).toBeGreaterThan(0.7);
    expect(predicted / measured).toBeLessThan(1.4);
  });

  it('trains recurrent networks together that differ in units, and no others', () => {
    const lstm = { family: 'recurrent', units: 16, depth: 0 };
    const packs = (other: Candidate): number =>
      formPacks(trialsOf([lstm, { ...lstm, ...other }]), shapeOf([12, 2])).length;
    expect(packs({ units: 24, dropout: 0.3, activation: 'elu' })).toBe(1);
    const others: Candidate[] = [
      { recurrentLayer: 'gru' },
      { recurrentLayers: 2 },
      { bidirectional: true },
      { masked: true },
      { front: 1 },
    ];
    for (const other of others) expect(packs(other)).toBe(2);
  });

  it('trains Transformers together that differ in widths, and no others', () => {
    const transformer = { family: 'attention', modelWidth: 16, depth: 0 };
    const packs = (other: Candidate): number =>
      formPacks(trialsOf([transformer, { ...transformer, ...other }]), shapeOf([12, 2])).length;
    expect(packs({ modelWidth: 24, feedForward: 4, dropout: 0.3, activation: 'gelu' })).toBe(1);
    const others: Candidate[] = [{ heads: 4 }, { blocks: 3 }, { masked: true }];
    for (const other of others) expect(packs(other)).toBe(2);
  });
});

/*
 * MiB by which processes grew at their peak (VmHWM) that trained such packs for an epoch, native engine with one thread, Node 20 on x86-64; what
 * one holds before it is the engine's. `rows` before a fifth of them is held out.
 */
describe('the memory of a pack', () => {
  interface Measured {
    readonly name: string;
    readonly input: Shape;
    readonly rows: number;
    readonly trials: number;
    readonly candidate: Candidate;
    readonly grew: number;
  }
  const image = { stages: 1, depth: 0, globalPool: true, batchSize: 64 };
  it.each<Measured>([
    {
      name: 'wide dense layers',
      input: [784],
      rows: 1000,
      trials: 4,
      candidate: { depth: 3, width: 1024, batchSize: 256 },
      grew: 1267,
    },
    {
      name: 'large batches',
      input: [8],
      rows: 4096,
      trials: 64,
      candidate: { depth: 2, width: 64, batchSize: 2048 },
      grew: 316,
    },
    {
      name: 'convolutions',
      input: [28, 28, 1],
      rows: 160,
      trials: 1,
      candidate: { ...image, filters: 32, repeats: 2 },
      grew: 477,
    },
    {
      name: 'maps that are normalised',
      input: [28, 28, 1],
      rows: 400,
      trials: 2,
      candidate: { ...image, filters: 32, normalisation: 'batch', batchSize: 256 },
      grew: 616,
    },
    {
      name: 'series',
      input: [100, 4],
      rows: 600,
      trials: 8,
      candidate: { filters: 32, stages: 3, repeats: 2, batchSize: 64, width: 32, normalisation: 'batch' },
      grew: 1528,
    },
    {
      name: 'evaluations',
      input: [28, 28, 1],
      rows: 4000,
      trials: 1,
      candidate: { ...image, filters: 8, batchSize: 16 },
      grew: 157,
    },
    {
      name: 'deep residual nets',
      input: [28, 28, 1],
      rows: 900,
      trials: 2,
      candidate: {
        filters: 24,
        stages: 3,
        repeats: 2,
        cell: 'residual',
        normalisation: 'batch',
        batchSize: 96,
        width: 64,
      },
      grew: 2137,
    },
  ])('is near to what was measured: $name', ({ input, rows, trials, candidate, grew }) => {
    const training = Math.floor(0.8 * rows);
    const shape = { rows: training, input, outputs: 10, validationRows: rows - training };
    const predicted = predictPack(alike(trials, candidate), shape).bytes / 1024 ** 2;
    expect(predicted / grew).toBeGreaterThan(0.75);
    expect(predicted / grew).toBeLessThan(1.25);
  });
});
