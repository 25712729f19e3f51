/**
 * Networks over images and series in packs, beside Keras and TensorFlow.js' own `fit`: the same network, rows, batch size and epochs, one thread each:
 * `node --import tsx bench/structures.ts`. Prints a report; where nothing is left out it is also written to bench/results.
 *
 * `--nets "digits, convolutions",…`, `--pack 16`. Takes some ten minutes; installs Keras at the first call, and downloads MNIST.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import tf from '@tensorflow/tfjs';
import type { Candidate } from '../shared/candidate.ts';
import { countParameters, networkOf } from '../shared/network.ts';
import type { TrainingData } from '../shared/trainer.ts';
import { createTrainer } from '../training/index.ts';
import { benchData, trainingData } from './datasets.ts';
import { measured, median, type Spent } from './measure.ts';
import { lastAccuracies, outcomesOf } from './packed-trials.ts';
import { fitByKeras } from './structures/keras.ts';
import { mnist } from './structures/mnist.ts';
import { fitByTfjs } from './structures/tfjs.ts';

interface BenchNet {
  readonly name: string;
  readonly data: () => TrainingData;
  readonly candidate: Candidate;
  readonly epochs: number;
}

const batch = 64;
const convolutions = { family: 'convolutional', stages: 2, depth: 0, batchSize: batch };

const digits = (): TrainingData => ({ ...trainingData(benchData('digits')), featureShape: [8, 8, 1] });

const nets: readonly BenchNet[] = [
  { name: 'digits, convolutions', data: digits, candidate: { ...convolutions, filters: 8 }, epochs: 10 },
  {
    name: 'MNIST, small convolutions',
    data: () => mnist('images'),
    candidate: { ...convolutions, filters: 8 },
    epochs: 1,
  },
  {
    name: 'MNIST, large convolutions',
    data: () => mnist('images'),
    candidate: { ...convolutions, filters: 32, repeats: 2, depth: 1, width: 128 },
    epochs: 1,
  },
  {
    name: 'MNIST rows, 1-D convolutions',
    data: () => mnist('sequences'),
    candidate: { ...convolutions, filters: 32 },
    epochs: 2,
  },
];

const { values } = parseArgs({ options: { nets: { type: 'string' }, pack: { type: 'string', default: '16' } } });
const pack = Number(values.pack);
const chosen = nets.filter(({ name }) => values.nets === undefined || values.nets.split(';').includes(name));
const wholeDataTrials = 3;

const learningRates = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => Number((0.001 * 4 ** (index / Math.max(1, count - 1))).toPrecision(4)));

interface Side extends Spent {
  readonly trials: number;
  readonly accuracy: number;
}

const trainer = await createTrainer({ engine: 'native' });

async function inPacks({ candidate, epochs }: BenchNet, data: TrainingData, size: number): Promise<Side> {
  const trials = learningRates(size).map((learningRate, index) => ({
    trialId: `t${String(index).padStart(3, '0')}`,
    candidate: { ...candidate, learningRate },
    epochs,
  }));
  const { result, ...spent } = await measured(() =>
    trainer.trainPack({ data, metric: 'accuracy', trials, seed: 1, fullEpochs: epochs, checkpoints: false }),
  );
  return { ...spent, trials: size, accuracy: median(lastAccuracies(outcomesOf(result))) };
}

async function byTfjs({ candidate, epochs }: BenchNet, data: TrainingData): Promise<Side> {
  const network = networkOf(candidate, data.featureShape, data.outputs);
  const [learningRate = 0.001] = learningRates(2).slice(1);
  const rows = data.training.length;
  const { result, ...spent } = await measured(() => fitByTfjs({ network, data, rows, epochs, batch, learningRate }));
  return { ...spent, trials: 1, accuracy: result };
}

const versions: Record<string, string> = { node: process.versions.node, tfjs: tf.version_core };

function byKeras({ candidate, epochs }: BenchNet, data: TrainingData): Side {
  const network = networkOf(candidate, data.featureShape, data.outputs);
  const answer = fitByKeras({ network, data, epochs, batch, learningRates: learningRates(wholeDataTrials + 1) });
  Object.assign(versions, answer.versions);
  const timed = (numbers: readonly number[]): number => numbers.slice(1).reduce((sum, value) => sum + value, 0);
  return {
    seconds: timed(answer.seconds),
    cpuSeconds: timed(answer.cpu_seconds),
    trials: wholeDataTrials,
    accuracy: median(answer.scores.slice(1)),
  };
}

const lines: string[] = [];
for (const net of chosen) {
  const data = net.data();
  const network = networkOf(net.candidate, data.featureShape, data.outputs);
  await inPacks({ ...net, epochs: 1 }, { ...data, training: data.training.slice(0, batch) }, 2);
  const sides = new Map<string, Side>([
    [`modelscout, packs of ${pack}`, await inPacks(net, data, pack)],
    ['modelscout, alone', await inPacks(net, data, 1)],
    ['Keras', byKeras(net, data)],
    ['TensorFlow.js, fit', await byTfjs(net, data)],
  ]);
  const [[, ours] = ['', undefined]] = sides;
  const perTrial = ({ cpuSeconds, trials }: Side): number => cpuSeconds / trials;
  for (const [name, side] of sides) {
    const ratio = ours === undefined || side === ours ? '' : `${(perTrial(side) / perTrial(ours)).toFixed(2)} ×`;
    lines.push(
      `| ${[
        net.name,
        countParameters(network),
        side === ours ? `**${name}**` : name,
        perTrial(side).toFixed(2),
        (side.seconds / side.trials).toFixed(2),
        ratio,
        side.accuracy.toFixed(3),
      ].join(' | ')} |`,
    );
    console.error(lines.at(-1));
  }
}

const report = `# Structures

${new Date().toISOString().slice(0, 10)}, \`${['node --import tsx bench/structures.ts', ...process.argv.slice(2)].join(' ')}\`. ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${Object.entries(
  versions,
)
  .map((version) => version.join(' '))
  .join(', ')}.

The same network, rows, batches of ${batch} and epochs on each side, one thread; Adam, learning rates from 0.001 to 0.004. Ours is \`trainPack\`, which scores every epoch
on the validation rows as well; Keras' and TensorFlow.js' are their \`fit\` without validation, of ${wholeDataTrials} trials after one that is not counted, and of one. *Ratio*:
processor seconds a trial to those of our pack. Accuracy after the last epoch: to see that the sides train the same.

| network | parameters | side | processor s a trial | wall-clock s a trial | ratio | accuracy |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
console.log(report);
if (chosen.length === nets.length && pack === 16)
  writeFileSync(new URL('results/structures.md', import.meta.url), report);
