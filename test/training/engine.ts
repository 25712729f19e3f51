import tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Engine, loadEngine } from '../../training/engine.ts';

/** Loads the engine for a file's tests and holds them to leaving no tensor behind. */
export function useEngine(engine: Engine = 'native'): void {
  let before = 0;
  beforeAll(async () => {
    await loadEngine(engine);
    before = tf.memory().numTensors;
  });
  afterAll(() => {
    expect(tf.memory().numTensors).toBe(before);
  });
}
