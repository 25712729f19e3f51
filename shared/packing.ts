import type { Candidate } from './candidate.ts';
import { type LayerConfig, layerOutput, layerParameters, type Shape, sizeOf } from './layers.ts';
import { layersWithInputs, type Network, networkOf } from './network.ts';

/** A trial to be packed. It stands at `fromEpochs` and is trained until `epochs`. */
export interface Packable {
  readonly trialId: string;
  readonly candidate: Candidate;
  readonly fromEpochs: number;
  readonly epochs: number;
}

export interface PackingShape {
  /** Training rows. */
  readonly rows: number;
  /** Shape of one row. */
  readonly input: Shape;
  /** Classes; 1 for regression. */
  readonly outputs: number;
  readonly validationRows: number;
}

/** Trials trained together. */
export interface Pack {
  /** Ids, in the order they are recorded. */
  readonly trials: string[];
  /** Predicted on the machine that the cost model was measured on, one thread, native engine. */
  readonly seconds: number;
  /** Share of the pack's trained numbers that are padding, 0 to 1. */
  readonly waste: number;
}

/**
 * What training costs, in microseconds, as fitted to measurements of the packed core (bench/packing.ts; 2-core x86-64, one
 * thread, native engine). Constants and not measured anew on each machine: packs, and so results, must be the same everywhere.
 */
export const packingCost = {
  build: 45_000,
  buildBlock: 20_000,
  buildParameter: 0.2,
  /** A step, whatever it does; a hidden block in it; its normalisation; the trials of one depth in it. */
  step: 120,
  stepBlock: 15,
  stepNormalisation: 20,
  stepStrip: 20,
  /** A trained number of a trial, in a step. */
  parameter: 0.0022,
  /** A hidden number of a trial and row, forward and back; its normalisation. */
  hidden: 0.0028,
  normalised: 0.0019,
  /** Both in steps and in evaluations. */
  multiplyAdd: 0.000022,
  evaluation: 300,
  evaluatedHidden: 0.0018,
  /** An output of a trial and row: its loss, or its score. */
  output: 0.012,
  scored: 0.016,
};

/** How often a pack pays for each entry of the cost model. */
export type PackingTerms = { [K in keyof typeof packingCost]: number };

/** No pack is predicted to take longer: what is lost when a machine goes, and so that workers share a round's work. */
const longestSeconds = 10;
const mostTrials = 512;
/** Bytes of a pack's tensors: two workers on a small machine. */
const mostBytes = 768 * 1024 * 1024;

interface Sized {
  readonly trial: Packable;
  readonly network: Network;
  /** Units of each block. */
  readonly widths: readonly number[];
  readonly parameters: number;
}

function sized(trial: Packable, shape: PackingShape): Sized {
  const network = networkOf(trial.candidate, shape.input, shape.outputs);
  let input = network.input;
  const widths = network.blocks.map(({ layers }) => {
    for (const layer of layers) input = layerOutput(layer, input);
    return sizeOf(input);
  });
  const parameters = layersWithInputs(network)
    .flatMap(({ layer, input: own }) => layerParameters(layer, own))
    .reduce((total, { shape: own }) => total + sizeOf(own), 0);
  return { trial, network, widths, parameters };
}

const kindsOf = (layers: readonly LayerConfig[] = []): string => layers.map(({ kind }) => kind).join('+');

/** What trials that may become a pack are padded to. */
interface Outline {
  readonly any: Sized;
  readonly trials: number;
  /** Layers of the blocks; empty where there are none: such trials go with any. */
  readonly kinds: string;
  /** Of each block, its padded units and the trials that have it. */
  readonly widths: readonly number[];
  readonly active: readonly number[];
  /** Distinct depths of the trials. */
  readonly depths: readonly number[];
}

const outlineOf = (trial: Sized): Outline => ({
  any: trial,
  trials: 1,
  kinds: kindsOf(trial.network.blocks[0]?.layers),
  widths: trial.widths,
  active: trial.widths.map(() => 1),
  depths: [trial.widths.length],
});

function merged(a: Outline, b: Outline): Outline {
  const [deep, flat] = a.widths.length < b.widths.length ? [b, a] : [a, b];
  return {
    any: deep.any,
    trials: a.trials + b.trials,
    kinds: deep.kinds,
    widths: deep.widths.map((width, depth) => Math.max(width, flat.widths[depth] ?? 0)),
    active: deep.active.map((trials, depth) => trials + (flat.active[depth] ?? 0)),
    depths: [...new Set([...a.depths, ...b.depths])],
  };
}

interface Counted {
  readonly terms: PackingTerms;
  /** Padded numbers, of all trials. */
  readonly parameters: number;
  readonly bytes: number;
}

function count({ any, trials, kinds, widths, active, depths }: Outline, shape: PackingShape): Counted {
  const { trial, network } = any;
  let parameters = 0;
  let hidden = 0;
  let forward = 0;
  let input = sizeOf(shape.input);
  for (const [depth, width] of widths.entries()) {
    const own = active[depth] ?? 0;
    parameters += own * (input + 1) * width;
    hidden += own * width;
    forward += own * input * width;
    input = width;
  }
  // Going back, a kernel's gradient and its input's are a product each; the features need none.
  const first = (active[0] ?? 0) * sizeOf(shape.input) * (widths[0] ?? 0);
  const head = Math.max(depths.includes(0) ? sizeOf(shape.input) : 0, ...widths);
  parameters += trials * (head + 1) * shape.outputs;
  forward += trials * head * shape.outputs;
  const epochs = trial.epochs - trial.fromEpochs;
  const stepsPerEpoch = Math.ceil(shape.rows / network.training.batchSize);
  const steps = epochs * stepsPerEpoch;
  const trained = steps * Math.ceil(shape.rows / stepsPerEpoch);
  const evaluated = epochs * shape.validationRows;
  const blocks = widths.length;
  const normalises = kinds.includes('Normalization') ? 1 : 0;
  return {
    terms: {
      build: 1,
      buildBlock: blocks,
      buildParameter: parameters,
      step: steps,
      stepBlock: steps * blocks,
      stepNormalisation: steps * blocks * normalises,
      stepStrip: steps * depths.reduce((total, depth) => total + depth, 0),
      parameter: steps * parameters,
      hidden: trained * hidden,
      normalised: trained * hidden * normalises,
      multiplyAdd: trained * (3 * forward - first) + evaluated * forward,
      evaluation: epochs,
      evaluatedHidden: evaluated * hidden,
      output: trained * trials * shape.outputs,
      scored: evaluated * trials * shape.outputs,
    },
    parameters,
    // Weights, moments, gradient and the best weights; activations and their gradients.
    bytes: 4 * (8 * parameters + 4 * hidden * Math.ceil(shape.rows / stepsPerEpoch)),
  };
}

/** The cost model's view of trials trained as one pack: for fitting it to what packs really take. */
export function packingTerms(trials: readonly Packable[], shape: PackingShape): PackingTerms {
  return count(trials.map((trial) => outlineOf(sized(trial, shape))).reduce(merged), shape).terms;
}

function predictSeconds(terms: PackingTerms): number {
  let micros = 0;
  for (const name of Object.keys(packingCost) as (keyof PackingTerms)[]) micros += packingCost[name] * terms[name];
  return micros / 1e6;
}

export interface PackPrediction {
  /** On the machine that the cost model was measured on, one thread, native engine. */
  readonly seconds: number;
  /** Of them, those that matrix products take: what a GPU is good at. */
  readonly productSeconds: number;
  /** Of the pack's tensors, without the dataset's. */
  readonly bytes: number;
}

/** What the cost model says of trials trained as one pack. */
export function predictPack(trials: readonly Packable[], shape: PackingShape): PackPrediction {
  const { terms, bytes } = count(trials.map((trial) => outlineOf(sized(trial, shape))).reduce(merged), shape);
  const productSeconds = (packingCost.multiplyAdd * terms.multiplyAdd) / 1e6;
  return { seconds: predictSeconds(terms), productSeconds, bytes };
}

/** Trials to be one pack, at its price. */
interface Group {
  readonly trials: readonly Sized[];
  readonly outline: Outline;
  readonly seconds: number;
}

/** An outline of both and its price; undefined where they cannot, or should not, be one pack. */
type Join = (a: Group, b: Group) => Pick<Group, 'outline' | 'seconds'> | undefined;

function joinFor(shape: PackingShape, longest: number): Join {
  return ({ outline: a }, { outline: b }) => {
    if (a.trials + b.trials > mostTrials) return;
    if (a.kinds !== b.kinds && a.kinds !== '' && b.kinds !== '') return;
    const outline = merged(a, b);
    const { terms, bytes } = count(outline, shape);
    const seconds = predictSeconds(terms);
    return seconds > longest || bytes > mostBytes ? undefined : { outline, seconds };
  };
}

interface Offer {
  readonly partner: number;
  readonly saving: number;
  readonly joint: Group;
}

/** Merges the two groups that save the most, as long as any two do. */
function mergeAll(groups: readonly Group[], join: Join): Group[] {
  const slots: (Group | undefined)[] = [...groups];
  const offer = (one: number, other: number): Offer | undefined => {
    const [a, b] = [slots[one], slots[other]];
    const joint = a && b && join(a, b);
    if (joint === undefined || a === undefined || b === undefined) return;
    const saving = a.seconds + b.seconds - joint.seconds;
    return saving > 0 ? { partner: other, saving, joint: { ...joint, trials: [...a.trials, ...b.trials] } } : undefined;
  };
  const better = (a: Offer | undefined, b: Offer | undefined): Offer | undefined =>
    (b?.saving ?? 0) > (a?.saving ?? 0) ? b : a;
  const bestOffer = (one: number): Offer | undefined => {
    let best: Offer | undefined;
    for (let other = one + 1; other < slots.length; other++) best = better(best, offer(one, other));
    return best;
  };
  /** Each group's best offer of those that come after it. */
  const offers = slots.map((_, index) => bestOffer(index));
  for (;;) {
    const taken = offers.reduce(better, undefined);
    if (taken === undefined) return slots.flatMap((group) => group ?? []);
    const { partner, joint } = taken;
    const index = offers.indexOf(taken);
    slots[index] = joint;
    slots[partner] = undefined;
    for (const [other, known] of offers.entries()) {
      const outdated = other === index || other === partner || known?.partner === index || known?.partner === partner;
      if (outdated) offers[other] = bestOffer(other);
      else if (other < index) offers[other] = better(known, offer(other, index));
    }
  }
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** Widths that differ by less than a fifth or so are alike: so many groups are begun with and no more. */
const alike = (width: number): number => Math.round(2 * Math.log2(width));

/**
 * Groups trials into packs so that their predicted time in sum is small: few packs, as each costs its building and every step's
 * overhead, against little padding. Trials of like shape are together from the start; then the two groups that save the most are
 * merged, as long as any two do. Only trials of one batch size, normalisation and span of epochs go together.
 * Deterministic: the same trials give the same packs on every machine, in whatever order they come. Longest packs first.
 * `longest`: predicted seconds of a pack of several trials at most, where that is less than any pack may take.
 */
export function formPacks(
  trials: readonly Packable[],
  shape: PackingShape,
  longest = Number.POSITIVE_INFINITY,
): Pack[] {
  const join = joinFor(shape, Math.min(longest, longestSeconds));
  const alone = (trial: Sized): Group => {
    const outline = outlineOf(trial);
    return { trials: [trial], outline, seconds: predictSeconds(count(outline, shape).terms) };
  };
  const begin = (like: readonly Sized[]): Group[] => {
    const groups: Group[] = [];
    for (const group of like.map(alone)) {
      const last = groups.at(-1);
      const joint = last && join(last, group);
      if (joint === undefined) groups.push(group);
      else groups[groups.length - 1] = { ...joint, trials: [...(last?.trials ?? []), ...group.trials] };
    }
    return groups;
  };
  const byId = [...trials].sort((a, b) => (a.trialId < b.trialId ? -1 : 1)).map((trial) => sized(trial, shape));
  const spanOf = ({ trial, network }: Sized): string =>
    [network.training.batchSize, trial.fromEpochs, trial.epochs].join('/');
  const shapeOf = ({ network, widths }: Sized): string =>
    [kindsOf(network.blocks[0]?.layers), ...widths.map(alike)].join('/');
  const firstId = ({ trials: [first] }: Group): string => first?.trial.trialId ?? '';
  return grouped(byId, spanOf)
    .flatMap((span) => mergeAll(grouped(span, shapeOf).flatMap(begin), join))
    .sort((a, b) => b.seconds - a.seconds || (firstId(a) < firstId(b) ? -1 : 1))
    .map((group) => ({
      trials: group.trials.map(({ trial }) => trial.trialId).sort(),
      seconds: group.seconds,
      waste:
        1 - group.trials.reduce((sum, { parameters }) => sum + parameters, 0) / count(group.outline, shape).parameters,
    }));
}
