import tf, { type Scalar } from '@tensorflow/tfjs';
import type { Network } from '../../shared/network.ts';
import type { TrainingData } from '../../shared/trainer.ts';
import { layersModelOf } from '../../training/layers-model.ts';
import { initialParameters } from '../../training/packed/initial-parameters.ts';

export interface TfjsJob {
  readonly network: Network;
  readonly data: TrainingData;
  /** Training rows, the first so many. */
  readonly rows: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
}

/** The same network by TensorFlow.js' own `model.fit`, on the engine that is loaded. Training rows must come first. Gives the validation accuracy. */
export async function fitByTfjs({ network, data, rows, epochs, batch, learningRate }: TfjsJob): Promise<number> {
  const model = layersModelOf(network, initialParameters(network, 'bench'), false);
  const optimizer = tf.train.adam(learningRate);
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const size = data.features.length / data.rows;
  const part = (from: number, to: number) =>
    [
      tf.tensor(data.features.subarray(from * size, to * size), [to - from, ...data.featureShape]),
      tf.oneHot(tf.tensor1d(Int32Array.from(data.targets.subarray(from, to)), 'int32'), data.outputs),
    ] as const;
  const [x, y] = part(0, rows);
  const [testX, testY] = part(data.training.length, data.rows);
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enumeration is not exported
  await model.fit(x, y, { epochs, batchSize: batch, verbose: 0, yieldEvery: 'never' });
  const [, accuracy] = model.evaluate(testX, testY, { batchSize: 500 }) as Scalar[];
  const score = accuracy?.dataSync()[0] ?? Number.NaN;
  tf.dispose([x, y, testX, testY]);
  model.dispose();
  optimizer.dispose();
  return score;
}
