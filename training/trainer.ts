import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import { SearchError } from '../shared/errors.ts';
import type { Trainer } from '../shared/trainer.ts';
import { type Engine, loadEngine } from './engine.ts';
import { layersModelOf, loadLayersModel, saveLayersModel } from './layers-model.ts';
import { createPackProgram } from './packed/program.ts';
import { startRunner, trainEpoch, trainPack, watchPack, withTensors } from './packed/train-pack.ts';
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
    fit: async ({ data, candidate, epochs, fullEpochs, seed }) => {
      const runner = startRunner({ trialId: 'fit', candidate, epochs }, data, seed);
      withTensors(data, (tensors) => {
        const program = createPackProgram([runner.network], tensors, seed);
        program.load([runner.state]);
        for (let epoch = 1; epoch <= epochs; epoch++) {
          const [loss = Number.NaN] = trainEpoch(program, [runner], epoch, {
            training: data.training,
            seed,
            fullEpochs,
          });
          if (Number.isFinite(loss)) continue;
          program.dispose();
          throw new SearchError('SearchFailed', `Training on all rows diverged in epoch ${epoch}`);
        }
        program.store([runner.state]);
        program.dispose();
      });
      const model = layersModelOf(runner.network, runner.state, data.task === 'regression');
      const saved = await saveLayersModel(model, runner.network);
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
