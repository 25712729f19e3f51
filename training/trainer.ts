import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { Trainer } from '../shared/trainer.ts';
import { type Engine, loadEngine } from './engine.ts';
import { fit } from './fit.ts';
import { layersModelOf, loadLayersModel, saveLayersModel } from './layers-model.ts';
import { trainPack, watchPack } from './packed/train-pack.ts';
import { relax } from './relaxed/relax.ts';

/** Rows predicted at once. */
const predictionRows = 8192;

/** TensorFlow.js behind the one interface that the steps see. Throws SearchError EngineUnavailable. */
export async function createTrainer({
  engine,
  clock = () => performance.now(),
}: {
  engine: Engine;
  /** Milliseconds; only trials' time-outs read it. */
  clock?: () => number;
}): Promise<Trainer> {
  await loadEngine(engine);
  return {
    engine,
    trainPack: (request, watch) => watchPack(trainPack(request, clock), watch),
    relax: async (request) => relax(request),
    fit: async (request) => {
      const { network, state } = fit(request);
      const model = layersModelOf(network, state, request.data.task === 'regression');
      const saved = await saveLayersModel(model, network);
      model.dispose();
      return saved;
    },
    predict: async (saved, features, rows, featureShape) => {
      const model = await loadLayersModel(saved);
      try {
        const width = features.length / rows;
        const parts: Float32Array[] = [];
        for (let from = 0; from < rows; from += predictionRows) {
          const count = Math.min(predictionRows, rows - from);
          const part = tf.tidy(() => {
            const x = tf.tensor(features.subarray(from * width, (from + count) * width), [count, ...featureShape]);
            return (model.predictOnBatch(x) as Tensor).dataSync<'float32'>();
          });
          parts.push(part);
        }
        const outputs = parts.length > 0 ? parts.reduce((total, part) => total + part.length, 0) : 0;
        const all = new Float32Array(outputs);
        let offset = 0;
        for (const part of parts) {
          all.set(part, offset);
          offset += part.length;
        }
        return all;
      } finally {
        model.dispose();
      }
    },
  };
}
