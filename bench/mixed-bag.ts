import type { Candidate } from '../shared/candidate.ts';
import { defaultSpace } from '../shared/default-space.ts';
import { networkParametersSchema } from '../shared/network.ts';
import { createRandom } from '../shared/random.ts';
import { type SearchSpace, sampleCandidate } from '../shared/search-space.ts';
import type { Trainer } from '../shared/trainer.ts';
import { type BenchData, type BenchDataName, benchData } from './datasets.ts';
import { median } from './measure.ts';
import { lastAccuracies, type TrainedPack, trainInPacks } from './packed-trials.ts';
import { type PeerJob, runPeer } from './peers/run-peer.ts';

/** Random candidates of a space, trained in packs; all of them, or some, by scikit-learn too. */
export interface Bag {
  readonly name: string;
  readonly data: BenchDataName;
  readonly epochs: number;
  readonly candidates: number;
  /** Of the candidates, how many scikit-learn trains in each repeat; its time is scaled up to all of them. */
  readonly sample: number;
  /** Left out: the default space for the data. */
  readonly space?: SearchSpace;
}

const all = { candidates: 200, sample: 200 };

export const mixedBags: readonly Bag[] = [
  { name: 'default space', data: 'iris', epochs: 100, ...all },
  { name: 'default space', data: 'breast_cancer', epochs: 100, ...all },
  { name: 'default space', data: 'german', epochs: 100, ...all },
  { name: 'default space', data: 'digits', epochs: 20, ...all },
];

export const manyCandidates: Bag = {
  name: 'one hidden layer of 4 to 32 units, Adam',
  data: 'iris',
  epochs: 100,
  candidates: 1000,
  sample: 50,
  space: {
    depth: { type: 'constant', value: 1 },
    'width.1': { type: 'ordinal', values: [4, 8, 16, 32] },
    activation: { type: 'choice', options: ['relu', 'tanh'] },
    learningRate: { type: 'logUniform', low: 0.001, high: 0.1 },
    batchSize: { type: 'constant', value: 32 },
  },
};

export interface BagResult extends Omit<Bag, 'space'> {
  readonly columns: number;
  readonly repeats: readonly {
    readonly seconds: number;
    readonly cpuSeconds: number;
    /** Of all candidates, scaled up where only a sample ran. */
    readonly peerSeconds: number;
    readonly peerCpuSeconds: number;
  }[];
  readonly packs: readonly {
    readonly trials: number;
    readonly waste: number;
    readonly predictedSeconds: number;
    /** Median of the repeats. */
    readonly seconds: number;
  }[];
  readonly accuracy: number;
  readonly peerAccuracy: number;
  readonly failed: number;
  readonly peerFailed: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** scikit-learn's nearest network to a candidate. It has no dropout, normalisation, residuals, schedules or smoothing: they cost it nothing. */
export function nearestJob(candidate: Candidate, epochs: number, seed: number): PeerJob {
  const network = networkParametersSchema.parse(candidate);
  const { activation, optimizer } = network;
  const descends = optimizer === 'sgd' || optimizer === 'momentum' || optimizer === 'nesterov';
  return {
    hidden: Array.from({ length: network.depth }, (_, index) => Number(candidate[`width.${index + 1}`])),
    activation: activation === 'tanh' ? 'tanh' : activation === 'sigmoid' ? 'logistic' : 'relu',
    epochs,
    batch: network.batchSize,
    learning_rate: network.learningRate,
    alpha: network.l2,
    solver: descends ? 'sgd' : 'adam',
    momentum: optimizer === 'sgd' || !descends ? 0 : network.momentum,
    nesterov: optimizer === 'nesterov',
    seed,
  };
}

function candidatesOf(bag: Bag, data: BenchData): Candidate[] {
  const space =
    bag.space ??
    defaultSpace({
      task: data.classes === 2 ? 'binary' : 'multiclass',
      rows: data.trainingRows,
      input: [data.columns],
      outputs: data.classes,
    });
  const random = createRandom('bag');
  return Array.from({ length: bag.candidates }, () => sampleCandidate(space, random));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Trains the bag on both sides, in turn, `repeats` times. */
export async function benchBag(trainer: Trainer, bag: Bag, repeats: number): Promise<BagResult> {
  const data = benchData(bag.data);
  const candidates = candidatesOf(bag, data);
  // Evenly over the candidates, which come in random order.
  const jobs = candidates.slice(0, bag.sample).map((candidate, seed) => nearestJob(candidate, bag.epochs, seed));
  const scale = bag.candidates / jobs.length;
  await trainInPacks(trainer, data, candidates.slice(0, 2), 2);
  const rounds: { packs: TrainedPack[]; peer: ReturnType<typeof runPeer> }[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const packs = await trainInPacks(trainer, data, candidates, bag.epochs);
    rounds.push({ packs, peer: runPeer('scikit-learn', data, jobs) });
  }
  const [{ packs, peer }] = rounds as [(typeof rounds)[number]];
  const outcomes = packs.flatMap((pack) => pack.outcomes);
  return {
    name: bag.name,
    data: bag.data,
    epochs: bag.epochs,
    candidates: bag.candidates,
    sample: jobs.length,
    columns: data.columns,
    repeats: rounds.map((round) => ({
      seconds: sum(round.packs.map((pack) => pack.seconds)),
      cpuSeconds: sum(round.packs.map((pack) => pack.cpuSeconds)),
      peerSeconds: round.peer.total_seconds * scale,
      peerCpuSeconds: sum(round.peer.cpu_seconds) * scale,
    })),
    packs: packs.map(({ trials, waste, predictedSeconds }, index) => ({
      trials,
      waste,
      predictedSeconds,
      seconds: median(rounds.map((round) => round.packs[index]?.seconds ?? Number.NaN)),
    })),
    accuracy: median(lastAccuracies(outcomes)),
    peerAccuracy: median(peer.scores.flatMap((score) => score ?? [])),
    failed: outcomes.filter(({ state }) => state === 'failed').length,
    peerFailed: peer.failed,
    versions: peer.versions,
  };
}
