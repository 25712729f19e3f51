import type { Trainer } from '../shared/trainer.ts';
import { type BenchDataName, benchData } from './datasets.ts';
import { measured, median } from './measure.ts';
import { lastAccuracies, trainOnePack } from './packed-trials.ts';
import { type PeerJob, type PeerName, runPeer } from './peers/run-peer.ts';
import { type PlainJob, trainPlainMlp } from './plain-js-mlp.ts';
import { trainPlainTfjs } from './plain-tfjs.ts';

/** One network of one hidden layer, rectified units, Adam. Trials differ in their learning rates only. */
export interface FixedNet {
  readonly data: BenchDataName;
  readonly hidden: number;
  readonly epochs: number;
  readonly batch: number;
  /** Trials of our pack. */
  readonly pack: number;
  /** Fits of scikit-learn in each repeat. */
  readonly sample: number;
  /** Whether Keras, KerasTuner and plain TensorFlow.js train it too. */
  readonly others: boolean;
}

export const fixedNets: readonly FixedNet[] = [
  { data: 'iris', hidden: 16, epochs: 100, batch: 32, pack: 256, sample: 20, others: true },
  { data: 'digits', hidden: 32, epochs: 20, batch: 256, pack: 128, sample: 20, others: true },
  { data: 'digits', hidden: 32, epochs: 20, batch: 32, pack: 128, sample: 10, others: true },
  { data: 'breast_cancer', hidden: 32, epochs: 50, batch: 32, pack: 128, sample: 10, others: false },
  { data: 'german', hidden: 32, epochs: 50, batch: 32, pack: 128, sample: 10, others: false },
];

/** One side's milliseconds a trial in each repeat, and its median accuracy on the test rows. */
export interface Side {
  readonly name: string;
  readonly trials: number;
  readonly milliseconds: number[];
  readonly cpuMilliseconds: number[];
  readonly accuracies: number[];
}

export interface FixedNetResult extends FixedNet {
  readonly network: string;
  readonly sides: readonly Side[];
  readonly versions: Readonly<Record<string, string>>;
}

/** Learning rates from 0.005 to 0.02, evenly in the logarithm. */
const learningRates = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => Number((0.005 * 4 ** (index / Math.max(1, count - 1))).toPrecision(4)));

/** Trains the network on all sides, in turn, `repeats` times. */
export async function benchFixedNet(trainer: Trainer, net: FixedNet, repeats: number): Promise<FixedNetResult> {
  const data = benchData(net.data);
  const { hidden, epochs, batch } = net;
  const candidates = learningRates(net.pack).map((learningRate) => ({
    depth: 1,
    'width.1': hidden,
    learningRate,
    batchSize: batch,
  }));
  const sides = new Map<string, Side>();
  const versions: Record<string, string> = {};
  const record = (
    name: string,
    trials: number,
    seconds: number,
    cpuSeconds: number,
    scores: readonly number[],
  ): void => {
    const side = sides.get(name) ?? { name, trials, milliseconds: [], cpuMilliseconds: [], accuracies: [] };
    sides.set(name, side);
    side.milliseconds.push((seconds / trials) * 1000);
    side.cpuMilliseconds.push((cpuSeconds / trials) * 1000);
    side.accuracies.push(median(scores));
  };
  const peer = (name: PeerName, count: number): void => {
    const jobs = learningRates(count).map(
      (learning_rate, seed): PeerJob => ({
        hidden: [hidden],
        activation: 'relu',
        epochs,
        batch,
        learning_rate,
        alpha: 0,
        solver: 'adam',
        momentum: 0.9,
        nesterov: false,
        seed,
      }),
    );
    const answer = runPeer(name, data, jobs);
    Object.assign(versions, answer.versions);
    const cpuSeconds = answer.cpu_seconds.reduce((sum, value) => sum + value, 0);
    record(
      name,
      count,
      answer.total_seconds,
      cpuSeconds,
      answer.scores.flatMap((score) => score ?? []),
    );
  };
  const plain = async (name: string, count: number, train: (job: PlainJob) => number | Promise<number>) => {
    const jobs = learningRates(count).map((learningRate, seed) => ({ hidden, epochs, batch, learningRate, seed }));
    const { result, seconds, cpuSeconds } = await measured(async () => {
      const scores: number[] = [];
      for (const job of jobs) scores.push(await train(job));
      return scores;
    });
    record(name, count, seconds, cpuSeconds, result);
  };

  trainPlainMlp(data, { hidden, epochs: 2, batch, learningRate: 0.01, seed: 1 });
  await trainOnePack(trainer, data, candidates.slice(0, 2), 2);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const ours = await trainOnePack(trainer, data, candidates, epochs);
    record('modelscout', net.pack, ours.seconds, ours.cpuSeconds, lastAccuracies(ours.outcomes));
    peer('scikit-learn', net.sample);
    await plain('plain JavaScript', Math.ceil(net.sample / 2), (job) => trainPlainMlp(data, job));
    if (!net.others) continue;
    await plain('plain TensorFlow.js', 2, (job) => trainPlainTfjs(data, job));
    peer('keras', 1);
    peer('keras-tuner', 2);
  }
  return { ...net, network: `${data.columns}-${hidden}-${data.classes}`, sides: [...sides.values()], versions };
}
