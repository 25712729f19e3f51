import { createRequire } from 'node:module';
import tf from '@tensorflow/tfjs';
import { SearchError } from '../shared/errors.ts';

export type Engine = 'native' | 'wasm';

/** Whether each engine can be used here, and where not, why. */
export interface EngineStatus {
  readonly native: { readonly available: boolean; readonly version?: string; readonly reason?: string };
  readonly wasm: { readonly available: boolean; readonly version?: string; readonly reason?: string };
}

const require = createRequire(import.meta.url);

/**
 * One thread a process: small work runs faster, and results do not depend on the number of cores.
 * Must stand in the environment before the addon is loaded.
 */
const oneThread = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' };

async function loadNative(): Promise<void> {
  Object.assign(process.env, oneThread);
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // tfjs-node 4.22 calls a function that Node 23 removed.
  const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  await import('@tensorflow/tfjs-node');
  await tf.setBackend('tensorflow');
}

async function loadWasm(): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(require.resolve('@tensorflow/tfjs-backend-wasm').replace(/[^/\\]*$/, ''));
  await tf.setBackend('wasm');
}

/**
 * Loads the engine and makes it TensorFlow.js's backend in this process.
 * Throws SearchError EngineUnavailable where it cannot be loaded.
 */
export async function loadEngine(engine: Engine): Promise<void> {
  // Production mode skips argument checks that cost more than small operations do.
  tf.enableProdMode();
  try {
    await (engine === 'native' ? loadNative() : loadWasm());
    await tf.ready();
  } catch (error) {
    throw new SearchError('EngineUnavailable', `The ${engine} engine cannot be loaded: ${reasonOf(error)}`, {
      wayOut: engine === 'native' ? 'Run `node setup.mjs`, or choose `--engine wasm`.' : 'Run `npm ci`.',
      cause: error,
    });
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);

/** Tries both engines, without changing the one in use. Loads the native addon into this process. */
export async function engineStatus(): Promise<EngineStatus> {
  const attempt = async (module: string, load: () => Promise<unknown>) => {
    try {
      await load();
      const { version } = require(`${module}/package.json`) as { version: string };
      return { available: true, version };
    } catch (error) {
      return { available: false, reason: reasonOf(error) };
    }
  };
  return {
    native: await attempt('@tensorflow/tfjs-node', loadNative),
    wasm: await attempt('@tensorflow/tfjs-backend-wasm', loadWasm),
  };
}

/** The native engine where it can be loaded, else wasm: what a search uses when nothing is chosen. */
export async function loadBestEngine(): Promise<Engine> {
  try {
    await loadEngine('native');
    return 'native';
  } catch {
    await loadEngine('wasm');
    return 'wasm';
  }
}

/** What the loaded engine computes on: a GPU where libtensorflow found one. */
export const engineDevice = (): 'gpu' | 'cpu' =>
  (tf.backend() as { readonly isUsingGpuDevice?: boolean }).isUsingGpuDevice === true ? 'gpu' : 'cpu';
