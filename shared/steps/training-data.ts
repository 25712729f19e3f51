import { z } from 'zod';
import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import type { SealedRows } from '../dataset.ts';
import { sizeOf } from '../layers.ts';
import { taskSchema } from '../task.ts';
import { type TrainingData, targetWidth } from '../trainer.ts';
import { corrupt, readArtifact, readBytes } from './read-artifact.ts';

const headerSchema = z.object({
  task: taskSchema,
  rows: z.int().min(0),
  featureShape: z.array(z.int()),
  outputs: z.int(),
  vocabulary: z.int().optional(),
  targetScale: z.object({ mean: z.number(), scale: z.number() }).optional(),
  series: z.object({ season: z.int().optional() }).optional(),
  /** Lengths of the arrays beside it. */
  training: z.int(),
  validation: z.int(),
});

export const bytesOf = (array: Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** The bytes as numbers, which must be as many as were written. Copied: a store's bytes need not begin at a multiple of 4. */
async function readNumbers(store: ArtifactStore, key: string, length: number): Promise<ArrayBuffer> {
  const bytes = await readBytes(store, key);
  if (bytes.byteLength !== 4 * length) throw corrupt(key, `it has ${bytes.byteLength} bytes, not ${4 * length}`);
  return Uint8Array.from(bytes).buffer;
}

/** Throws SearchError ArtifactMissing, or ArtifactCorrupt where there are not so many. */
export const readFloats = async (store: ArtifactStore, key: string, length: number): Promise<Float32Array> =>
  new Float32Array(await readNumbers(store, key, length));

const readIntegers = async (store: ArtifactStore, key: string, length: number): Promise<Int32Array> =>
  new Int32Array(await readNumbers(store, key, length));

/** Writes the rows below the key: typed arrays, little-endian, with a header that says how to read them. */
export async function writeTrainingData(store: ArtifactStore, key: string, data: TrainingData): Promise<void> {
  const { task, rows, featureShape, outputs, vocabulary, targetScale, series, training, validation } = data;
  await Promise.all([
    store.write(`${key}/features.f32`, bytesOf(data.features)),
    store.write(`${key}/targets.f32`, bytesOf(data.targets)),
    store.write(`${key}/training.i32`, bytesOf(training)),
    store.write(`${key}/validation.i32`, bytesOf(validation)),
    writeJson(store, `${key}/header.json`, {
      task,
      rows,
      featureShape,
      outputs,
      vocabulary,
      targetScale,
      series,
      training: training.length,
      validation: validation.length,
    }),
  ]);
}

/** Throws SearchError ArtifactMissing or ArtifactCorrupt. */
export async function readTrainingData(store: ArtifactStore, key: string): Promise<TrainingData> {
  const header = await readArtifact(store, `${key}/header.json`, headerSchema);
  const [features, targets, training, validation] = await Promise.all([
    readFloats(store, `${key}/features.f32`, header.rows * sizeOf(header.featureShape)),
    readFloats(store, `${key}/targets.f32`, header.rows * targetWidth(header)),
    readIntegers(store, `${key}/training.i32`, header.training),
    readIntegers(store, `${key}/validation.i32`, header.validation),
  ]);
  return { ...header, features, targets, training, validation };
}

/** `targets` is absent in searches of older versions: there it is `rows`. */
const sealedHeaderSchema = z.object({ rows: z.int().min(0), features: z.int(), targets: z.int().optional() });

/** Writes the sealed rows below the key. */
export async function writeSealedRows(store: ArtifactStore, key: string, sealed: SealedRows): Promise<void> {
  await Promise.all([
    store.write(`${key}/features.f32`, bytesOf(sealed.features)),
    store.write(`${key}/targets.f32`, bytesOf(sealed.targets)),
    store.write(`${key}/row-numbers.i32`, bytesOf(sealed.rowNumbers)),
    writeJson(store, `${key}/header.json`, {
      rows: sealed.rows,
      features: sealed.features.length,
      targets: sealed.targets.length,
    }),
  ]);
}

/** Throws SearchError ArtifactMissing or ArtifactCorrupt. */
export async function readSealedRows(store: ArtifactStore, key: string): Promise<SealedRows> {
  const header = await readArtifact(store, `${key}/header.json`, sealedHeaderSchema);
  const [features, targets, rowNumbers] = await Promise.all([
    readFloats(store, `${key}/features.f32`, header.features),
    readFloats(store, `${key}/targets.f32`, header.targets ?? header.rows),
    readIntegers(store, `${key}/row-numbers.i32`, header.rows),
  ]);
  return { rows: header.rows, features, targets, rowNumbers };
}
