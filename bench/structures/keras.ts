import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Network } from '../../shared/network.ts';
import type { TrainingData } from '../../shared/trainer.ts';
import { peerEnvironment } from '../peers/run-peer.ts';
import { peerPython } from '../peers/venv.ts';

const answerSchema = z.strictObject({
  seconds: z.array(z.number().positive()),
  cpu_seconds: z.array(z.number().nonnegative()),
  /** Accuracy on the validation rows. */
  scores: z.array(z.number().min(0).max(1)),
  versions: z.record(z.string(), z.string()),
});

export interface KerasJob {
  readonly network: Network;
  readonly data: TrainingData;
  readonly epochs: number;
  readonly batch: number;
  /** One fit each; the first is a warm-up of the process as well. */
  readonly learningRates: readonly number[];
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Fits the same network by Keras on one thread, in a process of its own, whose imports are not timed. Training rows must come first. */
export function fitByKeras({ network, data, epochs, batch, learningRates }: KerasJob): z.infer<typeof answerSchema> {
  const folder = mkdtempSync(join(tmpdir(), 'modelscout-keras-'));
  try {
    const work = {
      x_file: join(folder, 'x'),
      y_file: join(folder, 'y'),
      shape: data.featureShape,
      train_rows: data.training.length,
      network: { blocks: network.blocks, head: network.head },
      learning_rates: learningRates,
      epochs,
      batch,
    };
    writeFileSync(work.x_file, bytesOf(data.features));
    writeFileSync(work.y_file, bytesOf(data.targets));
    const script = fileURLToPath(new URL('../peers/keras_structure.py', import.meta.url));
    const { status, stdout, stderr } = spawnSync(peerPython('requirements-keras.txt'), ['-B', script], {
      input: JSON.stringify(work),
      env: peerEnvironment(),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status !== 0) throw new Error(`keras_structure.py ended with ${status}: ${stderr.slice(-2000)}`);
    return answerSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
