import tf, { type Scalar } from '@tensorflow/tfjs';
import type { BenchData } from './datasets.ts';
import type { PlainJob } from './plain-js-mlp.ts';

/** One trial the ordinary way: a LayersModel and `fit`, on the engine that is loaded. Gives the accuracy on the test rows. */
export async function trainPlainTfjs(data: BenchData, job: PlainJob): Promise<number> {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: job.hidden, activation: 'relu', inputShape: [data.columns] }),
      tf.layers.dense({ units: data.classes, activation: 'softmax' }),
    ],
  });
  const optimizer = tf.train.adam(job.learningRate);
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const rowsOf = (from: number, to: number) =>
    [
      tf.tensor2d(data.features.subarray(from * data.columns, to * data.columns), [to - from, data.columns]),
      tf.oneHot(tf.tensor1d(Int32Array.from(data.targets.subarray(from, to)), 'int32'), data.classes),
    ] as const;
  const [x, y] = rowsOf(0, data.trainingRows);
  const [testX, testY] = rowsOf(data.trainingRows, data.rows);
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enumeration is not exported
  await model.fit(x, y, { epochs: job.epochs, batchSize: job.batch, verbose: 0, yieldEvery: 'never' });
  const [, accuracy] = model.evaluate(testX, testY, { batchSize: data.rows }) as Scalar[];
  const score = accuracy?.dataSync()[0] ?? Number.NaN;
  tf.dispose([x, y, testX, testY]);
  model.dispose();
  optimizer.dispose();
  return score;
}
