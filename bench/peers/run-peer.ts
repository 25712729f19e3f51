import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { BenchData } from '../datasets.ts';
import { peerPython } from './venv.ts';

/** One fit of a peer, in scikit-learn's words. */
export interface PeerJob {
  readonly hidden: readonly number[];
  readonly activation: 'relu' | 'tanh' | 'logistic' | 'identity';
  readonly epochs: number;
  readonly batch: number;
  readonly learning_rate: number;
  readonly alpha: number;
  readonly solver: 'adam' | 'sgd';
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly seed: number;
}

const answerSchema = z.strictObject({
  /** Wall-clock time of each job. */
  seconds: z.array(z.number().positive()),
  cpu_seconds: z.array(z.number().nonnegative()),
  total_seconds: z.number().positive(),
  /** Accuracy on the test rows; null where the fit failed. */
  scores: z.array(z.number().min(0).max(1).nullable()),
  failed: z.int().nonnegative(),
  versions: z.record(z.string(), z.string()),
});
export type PeerAnswer = z.infer<typeof answerSchema>;

const peers = {
  'scikit-learn': { script: 'sklearn_mlp.py', requirements: 'requirements.txt' },
  keras: { script: 'keras_mlp.py', requirements: 'requirements-keras.txt' },
  'keras-tuner': { script: 'kerastuner_search.py', requirements: 'requirements-keras.txt' },
} as const;
export type PeerName = keyof typeof peers;

/** The environment of a peer: one thread; OpenBLAS chooses the kernels that suit the processor best. */
export function peerEnvironment(): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  delete environment.OPENBLAS_CORETYPE;
  delete environment.OPENBLAS_L2_SIZE;
  const threads = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  return { ...environment, ...threads, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Runs a peer's jobs in a process of its own, one after the other; only the jobs are timed. Waits for it: nothing else runs here. */
export function runPeer(name: PeerName, data: BenchData, jobs: readonly PeerJob[]): PeerAnswer {
  const { script, requirements } = peers[name];
  const python = peerPython(requirements);
  const folder = mkdtempSync(join(tmpdir(), 'modelscout-peer-'));
  try {
    const work = {
      x_file: join(folder, 'x'),
      y_file: join(folder, 'y'),
      rows: data.rows,
      features: data.columns,
      classes: data.classes,
      train_rows: data.trainingRows,
      jobs,
    };
    writeFileSync(work.x_file, bytesOf(data.features));
    writeFileSync(work.y_file, bytesOf(data.targets));
    const { status, stdout, stderr } = spawnSync(python, ['-B', fileURLToPath(new URL(script, import.meta.url))], {
      input: JSON.stringify(work),
      env: peerEnvironment(),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr.slice(-2000)}`);
    return answerSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
