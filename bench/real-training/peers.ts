import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { defaultSpace } from '../../shared/default-space.ts';
import { peerPython, type Requirements } from '../peers/venv.ts';
import type { Split } from './own.ts';
import type { Searched } from './side.ts';

const peers = {
  'Optuna TPE + scikit-learn': { script: 'optuna_sklearn.py', requirements: 'requirements-strategies.txt' },
  KerasTuner: { script: 'kerastuner_timed.py', requirements: 'requirements-keras.txt' },
} as const satisfies Record<string, { script: string; requirements: Requirements }>;
export type PeerName = keyof typeof peers;
export const peerNames = Object.keys(peers) as PeerName[];

const answerSchema = z.strictObject({
  trials: z.array(z.tuple([z.number().positive(), z.number()])),
  test: z.number(),
  seconds: z.number().positive(),
  versions: z.record(z.string(), z.string()),
});

/** What our default space for these rows says of sizes, for the peers' spaces. */
function sizesOf({ task, training, featureShape, outputs }: Split['fold']) {
  const space = defaultSpace({ task, rows: training.length, input: featureShape, outputs });
  const { depth, batchSize } = space;
  const width = space['width.1'];
  if (depth?.type !== 'integer' || width?.type !== 'ordinal' || batchSize?.type !== 'choice') {
    throw new Error('The default space has other kinds of sizes than the peers are told of');
  }
  return {
    depth: depth.high,
    least_power: Math.log2(Math.min(...width.values)),
    most_power: Math.log2(Math.max(...width.values)),
    batch_sizes: batchSize.options,
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The rows of those indices. */
function rowsOf({ features, targets, featureShape: [columns = 1] }: Split['fold'], rows: Int32Array) {
  const taken = new Float32Array(rows.length * columns);
  rows.forEach((row, at) => {
    taken.set(features.subarray(row * columns, (row + 1) * columns), at * columns);
  });
  return { features: taken, targets: Float32Array.from(rows, (row) => targets[row] ?? Number.NaN) };
}

/** The sealed rows with targets in the unit of the refit's. */
function testRows({ sealed, refit: { targetScale } }: Split) {
  if (targetScale === undefined) return sealed;
  const { mean, scale } = targetScale;
  return { features: sealed.features, targets: sealed.targets.map((value) => (value - mean) / scale) };
}

/** A peer's search on the same rows, in a process of its own, which may use all cores. Waits for it: nothing else runs here. */
export function searchPeer(
  name: PeerName,
  split: Split,
  { seconds, seed, epochs }: { readonly seconds: number; readonly seed: number; readonly epochs: number },
): Searched & { readonly versions: Readonly<Record<string, string>> } {
  const { script, requirements } = peers[name];
  const { fold, refit } = split;
  const folder = mkdtempSync(join(tmpdir(), 'modelscout-peer-'));
  const filed = (part: string, { features, targets }: Pick<Split['sealed'], 'features' | 'targets'>) => {
    const files = { features: join(folder, `${part}-x`), targets: join(folder, `${part}-y`) };
    writeFileSync(files.features, bytesOf(features));
    writeFileSync(files.targets, bytesOf(targets));
    return files;
  };
  try {
    const work = {
      seconds,
      started: Date.now() / 1000,
      seed,
      epochs,
      workers: availableParallelism(),
      regression: fold.task === 'regression',
      columns: fold.featureShape[0],
      outputs: fold.outputs,
      space: sizesOf(fold),
      training: filed('training', rowsOf(fold, fold.training)),
      validation: filed('validation', rowsOf(fold, fold.validation)),
      refit: filed('refit', refit),
      test: filed('test', testRows(split)),
    };
    const { status, stdout, stderr } = spawnSync(
      peerPython(requirements),
      ['-B', fileURLToPath(new URL(`../peers/${script}`, import.meta.url))],
      {
        input: JSON.stringify(work),
        env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' },
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr.slice(-2000)}`);
    return answerSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
