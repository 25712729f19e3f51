import { maximumDepth } from '../shared/network/fully-connected.ts';

const layers = Array.from({ length: maximumDepth }, (_, index) => index + 1);

const meanings: Readonly<Record<string, string>> = {
  depth: 'how many hidden layers',
  width: 'units in each hidden layer',
  ...Object.fromEntries(layers.map((layer) => [`width.${layer}`, `units in hidden layer ${layer}`])),
  activation: 'what a unit makes of its input',
  normalisation: 'evening out values between layers',
  dropout: 'share of units silenced while training',
  residual: 'shortcuts around layers',
  l1: 'how hard weights are pulled to zero',
  l2: 'how small weights are held',
  labelSmoothing: 'how far certainty is held back',
  optimizer: 'the rule that updates the weights',
  learningRate: 'size of an update of the weights',
  momentum: 'how long updates keep their direction',
  weightDecay: 'how fast weights shrink by themselves',
  schedule: 'how the learning rate changes over the epochs',
  batchSize: 'rows seen in one update',
  initializer: 'where the weights start',
  family: 'what the network is built of',
  stages: 'how many times the picture is halved',
  repeats: 'convolutions of each stage',
  filters: 'patterns looked for in the first stage',
  widen: 'how many times as many in each further stage',
  kernel: 'positions a side that a pattern spans',
  cell: 'whether convolutions have shortcuts, are separable, or have their channels weighed',
  pool: 'how neighbouring positions become one',
  globalPool: 'reading what is there, not where it is',
  recurrentLayer: 'how steps are remembered',
  recurrentLayers: 'layers that read step by step',
  units: 'numbers that a step is remembered by',
  bidirectional: 'reading from the end as well',
  front: 'how many times steps are halved before',
  masked: 'leaving padded steps out',
  blocks: 'blocks in which steps look at each other',
  modelWidth: 'numbers that a step is described by',
  heads: 'ways in which a step looks at the others',
  feedForward: 'how many times as wide a block is inside',
  embedding: 'numbers that a word is known by',
  flip: 'mirroring pictures at random',
  shift: 'moving pictures at random',
  crop: 'cutting edges off at random',
  cutout: 'blanking out a square at random',
  mixup: 'blending pairs of pictures',
};

/** What a hyperparameter does, for who has not heard of it; undefined for one that is none of the network family's. */
export const parameterMeaning = (name: string): string | undefined =>
  Object.hasOwn(meanings, name) ? meanings[name] : undefined;
