import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesSource } from '../../../../data/bytes-source.ts';
import { encodeRows } from '../../../../data/encode-sealed.ts';
import type { FeatureBatch } from '../../../../data/feature-batch.ts';
import { fileSource } from '../../../../data/file-source.ts';
import { prepareDataset } from '../../../../data/prepare-dataset.ts';
import { readFeatures } from '../../../../data/read-features.ts';
import type { DatasetSource, PreparedDataset } from '../../../../shared/dataset.ts';
import { createRandom } from '../../../../shared/random.ts';
import { parseSpec } from '../../../../shared/spec.ts';
import { idxOf, npyOf, pngOf, zipOf } from '../archives.ts';

const [height, width, classes, each] = [4, 5, 3, 12];
const size = height * width;
const random = createRandom('pictures');

/** Pictures class by class: 12 of each of "0", "1", "2". */
const pictures = Array.from({ length: classes * each }, (_, row) => ({
  label: Math.floor(row / each),
  name: `${String(row).padStart(3, '0')}.png`,
  pixels: Uint8Array.from({ length: size }, () => random.integer(0, 255)),
}));
const labels = pictures.map(({ label }) => label);
const all = pictures.flatMap(({ pixels }) => [...pixels]);
const png = ({ pixels }: (typeof pictures)[number]): Uint8Array => pngOf(pixels, width);
const inFolders = Object.fromEntries(pictures.map((each) => [`${each.label}/${each.name}`, png(each)]));
const prefixed = (prefix: string): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(inFolders).map(([name, bytes]) => [`${prefix}${name}`, bytes]));
const named = Object.fromEntries(pictures.map((each) => [`set/pictures/${each.name}`, png(each)]));
const thrice = (pixels: Uint8Array): number[] => [...pixels].flatMap((value) => [value, value, value]);
const inColor = Object.fromEntries(
  pictures.map(({ label, name, pixels }) => [`${label}/${name}`, pngOf(thrice(pixels), width, 3)]),
);
const npz = (x: Uint8Array): DatasetSource =>
  bytesSource('set.npz', zipOf({ 'x.npy': x, 'y.npy': npyOf('|u1', [labels.length], labels) }));
const idxFiles = {
  'train-images-idx3-ubyte.gz': gzipSync(idxOf([labels.length, height, width], all)),
  'train-labels.idx1-ubyte': idxOf([labels.length], labels),
};
const half = labels.length / 2;
const inPairs = {
  'b/t10k-images-idx3-ubyte': idxOf([half, height, width], all.slice(0, half * size)),
  'b/t10k-labels-idx1-ubyte': idxOf([half], labels.slice(0, half)),
  'b/train-images-idx3-ubyte': idxOf([half, height, width], all.slice(half * size)),
  'b/train-labels-idx1-ubyte': idxOf([half], labels.slice(half)),
};
const cells = pictures.map(({ label, pixels }) => [...pixels, label].join(','));
const pixelCsv = `${[...Array.from({ length: size }, (_, at) => `p${at}`), 'label'].join(',')}\n${cells.join('\n')}\n`;
const pathCsv = `path,label\n${pictures.map(({ label, name }) => `pictures/${name},${label}`).join('\n')}\n`;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'modelscout-kinds-'));
  for (const [name, bytes] of Object.entries(inFolders)) {
    mkdirSync(dirname(join(root, 'set', name)), { recursive: true });
    writeFileSync(join(root, 'set', name), bytes);
  }
});
afterAll(() => rmSync(root, { recursive: true }));

const zip = (files: Readonly<Record<string, Uint8Array | string>>): DatasetSource =>
  bytesSource('set.zip', zipOf(files));
interface Kind {
  readonly name: string;
  readonly open: () => DatasetSource | Promise<DatasetSource>;
  readonly shape?: string;
}

const shape = `${height}x${width}`;
const kinds: readonly Kind[] = [
  { name: 'a folder with a folder for each class', open: () => fileSource(join(root, 'set')) },
  { name: 'a zip of that', open: () => zip({ ...inFolders, '__MACOSX/0/._000.png': 'x', '.DS_Store': 'x' }) },
  { name: 'a zip with folders around all', open: () => zip(prefixed('some/set/')) },
  { name: 'colored files that show no color', open: () => zip(inColor) },
  { name: 'IDX', open: () => zip(idxFiles) },
  { name: 'IDX in pairs', open: () => zip(inPairs) },
  { name: 'NPZ of bytes', open: () => npz(npyOf('|u1', [labels.length, height, width, 1], all)) },
  { name: 'NPZ of floats', open: () => npz(npyOf('<f4', [labels.length, height, width], all)) },
  { name: 'NPZ of flat rows', open: () => npz(npyOf('|u1', [labels.length, size], all)), shape },
  { name: 'a table of pixels', open: () => bytesSource('set.csv', Buffer.from(pixelCsv)), shape },
  { name: 'a table of paths', open: () => zip({ 'set/labels.csv': pathCsv, ...named }) },
];

const specOf = (shape: string | undefined) =>
  parseSpec({ dataset: 'set', ...(shape === undefined ? {} : { images: { shape } }) });
const arraysOf = (prepared: PreparedDataset) => ({
  fold: prepared.fold(0),
  refit: prepared.refit().data,
  sealed: prepared.sealed(),
});

describe.each(kinds)('$name', ({ open, shape }) => {
  it('gives the arrays that the pictures are', async () => {
    const truth = await prepareDataset(zip(inFolders), specOf(undefined));
    const prepared = await prepareDataset(await open(), specOf(shape));
    expect(arraysOf(prepared)).toEqual(arraysOf(truth));
    expect(prepared.description).toMatchObject({
      kind: 'images',
      task: 'multiclass',
      target: 'label',
      classes: ['0', '1', '2'],
      classCounts: [each, each, each],
      featureShape: [height, width, 1],
    });
  });

  it('is encoded again as it was, by the numbers of its rows and as new data', async () => {
    const prepared = await prepareDataset(await open(), specOf(shape));
    const { preprocessing, data } = prepared.refit();
    const { features, rowNumbers } = prepared.sealed();
    expect(await encodeRows(await open(), preprocessing, rowNumbers)).toEqual(features);
    const batches: FeatureBatch[] = [];
    for await (const batch of readFeatures(await open(), preprocessing)) batches.push(batch);
    const encoded = batches.flatMap((batch) => [...batch.features]);
    const sealed = new Set(rowNumbers);
    const unsealed = pictures.flatMap((_, row) => (sealed.has(row) ? [] : encoded.slice(row * size, (row + 1) * size)));
    expect(Float32Array.from(unsealed)).toEqual(data.features);
    const at = batches[0]?.columns.indexOf('label') ?? -1;
    expect(batches.flatMap(({ rows }) => rows.map((row) => Number(row[at])))).toEqual(labels);
  });
});

it('learns from the training rows alone what mean and scale are', async () => {
  const prepared = await prepareDataset(zip(inFolders), specOf(undefined));
  const { features, training } = prepared.fold(0);
  const values = Array.from(training).flatMap((row) => [...features.subarray(row * size, (row + 1) * size)]);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(mean).toBeCloseTo(0, 5);
  expect(variance).toBeCloseTo(1, 5);
  const whole = features.reduce((sum, value) => sum + value, 0) / features.length;
  expect(Math.abs(whole)).toBeGreaterThan(1e-4);
});
