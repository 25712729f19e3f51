import type { Candidate } from './candidate.ts';
import { type LayerConfig, layerOutput, layerParameters, sizeOf } from './layers.ts';
import { countMultiplyAdds, layersWithInputs, type Network, networkOf } from './network.ts';

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
  readonly features: number;
  /** Classes; 1 for regression. */
  readonly outputs: number;
  readonly validationRows: number;
}

/** Trials trained together. */
export interface Pack {
  /** Ids, in the order they are trained and recorded. */
  readonly trials: string[];
  /** Predicted on the machine that the cost model was measured on, one thread, native engine. */
  readonly seconds: number;
  /** Share of the pack's computed numbers that are padding, 0 to 1. */
  readonly waste: number;
}

/**
 * What training costs, in microseconds, as fitted to measurements of the packed core (bench/packing.ts; 2-core x86-64, one
 * thread, native engine). Constants and not measured anew on each machine: packs, and so results, must be the same everywhere.
 */
const cost = {
  build: 40_000,
  buildPerBlock: 30_000,
  step: 200,
  stepPerBlock: 80,
  /** One more activation in a pack: each is computed by itself. */
  stepPerActivation: 40,
  /** A trained number of a trial, in a step. */
  parameter: 0.0006,
  /** A hidden number of a trial and row, forward and back. */
  hidden: 0.0007,
  multiplyAdd: 0.000017,
};

/** No pack is predicted to take longer: what is lost when a machine goes, and so that workers share a round's work. */
const longestSeconds = 10;
const mostTrials = 512;
/** Bytes of a pack's tensors: two workers on a small machine. */
const mostBytes = 768 * 1024 * 1024;

interface Sized {
  readonly trial: Packable;
  readonly network: Network;
  /** Multiply-adds of one row forward. */
  readonly work: number;
  readonly activation: string;
  /** Units of each block. */
  readonly widths: readonly number[];
}

const kindsOf = (layers: readonly LayerConfig[]): string => layers.map(({ kind }) => kind).join('+');

function sized(trial: Packable, shape: PackingShape): Sized {
  const network = networkOf(trial.candidate, [shape.features], shape.outputs);
  const activation = network.blocks[0]?.layers.find((layer) => layer.kind === 'activation')?.activation ?? '';
  let input = network.input;
  const widths = network.blocks.map(({ layers }) => {
    for (const layer of layers) input = layerOutput(layer, input);
    return sizeOf(input);
  });
  return { trial, network, work: countMultiplyAdds(network), activation, widths };
}

/** Trials of a group can be one program: same batch size, same epochs, blocks of the same kinds of layers as far as both have them. */
function groupsOf(trials: readonly Sized[]): Sized[][] {
  const key = ({ trial, network }: Sized, kinds: string): string =>
    [network.training.batchSize, trial.fromEpochs, trial.epochs, kinds].join('/');
  const groups = new Map<string, Sized[]>();
  const add = (name: string, trial: Sized): void => {
    groups.set(name, [...(groups.get(name) ?? []), trial]);
  };
  const shallow: Sized[] = [];
  for (const trial of trials) {
    const [block] = trial.network.blocks;
    if (block === undefined) shallow.push(trial);
    else add(key(trial, kindsOf(block.layers)), trial);
  }
  // Networks without blocks go with any: with the largest group of their batch size and epochs.
  for (const trial of shallow) {
    const prefix = key(trial, '');
    const [largest] = [...groups]
      .filter(([name]) => name.startsWith(prefix))
      .sort(([, a], [, b]) => b.length - a.length);
    add(largest?.[0] ?? prefix, trial);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/** What a pack is padded to, grown trial by trial. */
class Padding {
  trials = 0;
  readonly widths: number[] = [];
  /** Trials that have each block. */
  readonly active: number[] = [];
  readonly activations = new Set<string>();
  realNumbers = 0;

  add({ widths, activation, network }: Sized): void {
    this.trials++;
    for (const [depth, width] of widths.entries()) {
      this.widths[depth] = Math.max(this.widths[depth] ?? 0, width);
      this.active[depth] = (this.active[depth] ?? 0) + 1;
    }
    this.activations.add(activation);
    for (const { layer, input } of layersWithInputs(network)) {
      for (const { shape } of layerParameters(layer, input)) this.realNumbers += sizeOf(shape);
    }
  }

  /** Parameters of a trial's padded row, padded hidden numbers and multiply-adds of all trials for one row. */
  totals(features: number, outputs: number): { parameters: number; hidden: number; multiplyAdds: number } {
    let parameters = 0;
    let hidden = 0;
    let multiplyAdds = 0;
    let input = features;
    for (const [depth, width] of this.widths.entries()) {
      const active = this.active[depth] ?? 0;
      parameters += (input + 1) * width;
      hidden += active * width;
      multiplyAdds += active * input * width;
      input = width;
    }
    const head = Math.max(features, ...this.widths);
    return {
      parameters: parameters + (head + 1) * outputs,
      hidden: hidden + this.trials * outputs,
      multiplyAdds: multiplyAdds + this.trials * head * outputs,
    };
  }
}

function predictSeconds(
  padding: Padding,
  { trial, network }: Sized,
  shape: PackingShape,
): { seconds: number; bytes: number } {
  const { parameters, hidden, multiplyAdds } = padding.totals(shape.features, shape.outputs);
  const blocks = padding.widths.length;
  const stepsPerEpoch = Math.ceil(shape.rows / network.training.batchSize);
  const batch = Math.ceil(shape.rows / stepsPerEpoch);
  const steps = stepsPerEpoch * (trial.epochs - trial.fromEpochs);
  const perRow = cost.hidden * hidden + 3 * cost.multiplyAdd * multiplyAdds;
  const step =
    cost.step +
    cost.stepPerBlock * blocks +
    cost.stepPerActivation * (padding.activations.size - 1) +
    cost.parameter * parameters * padding.trials +
    perRow * batch;
  const evaluation = cost.step / 2 + (perRow / 3) * shape.validationRows;
  const micros =
    cost.build + cost.buildPerBlock * blocks + steps * step + (trial.epochs - trial.fromEpochs) * evaluation;
  // Weights, moments, gradient and the best weights; activations and their gradients.
  const bytes = 4 * (8 * parameters * padding.trials + 4 * hidden * batch);
  return { seconds: micros / 1e6, bytes };
}

/** Cuts a group, largest work first, where that is cheapest in sum: by dynamic programming over the cuts. */
function cut(group: readonly Sized[], shape: PackingShape): Pack[] {
  const best: { seconds: number; from: number; pack: Pack | undefined }[] = [{ seconds: 0, from: 0, pack: undefined }];
  for (let to = 1; to <= group.length; to++)
    best.push({ seconds: Number.POSITIVE_INFINITY, from: to, pack: undefined });
  for (let from = 0; from < group.length; from++) {
    const padding = new Padding();
    const start = best[from]?.seconds ?? 0;
    for (let to = from + 1; to <= Math.min(group.length, from + mostTrials); to++) {
      padding.add(group[to - 1] as Sized);
      const { seconds, bytes } = predictSeconds(padding, group[from] as Sized, shape);
      if (to > from + 1 && (seconds > longestSeconds || bytes > mostBytes)) break;
      if (start + seconds < (best[to]?.seconds ?? 0)) {
        const { parameters } = padding.totals(shape.features, shape.outputs);
        best[to] = {
          seconds: start + seconds,
          from,
          pack: {
            trials: group.slice(from, to).map(({ trial }) => trial.trialId),
            seconds,
            waste: 1 - padding.realNumbers / (parameters * padding.trials),
          },
        };
      }
    }
  }
  const packs: Pack[] = [];
  for (let at = group.length; at > 0; at = best[at]?.from ?? 0) packs.unshift(best[at]?.pack as Pack);
  return packs;
}

/**
 * Groups trials into packs so that their predicted time in sum is least: few packs, as each costs its building and every step's
 * overhead, against little padding. Only trials of one batch size, normalisation and span of epochs go together.
 * Deterministic: the same trials give the same packs on every machine, in whatever order they come.
 */
export function formPacks(trials: readonly Packable[], shape: PackingShape): Pack[] {
  const all = trials
    .map((trial) => sized(trial, shape))
    .sort((a, b) => b.work - a.work || (a.trial.trialId < b.trial.trialId ? -1 : 1));
  return groupsOf(all)
    .map((group) => [...group].sort((a, b) => b.work - a.work || (a.trial.trialId < b.trial.trialId ? -1 : 1)))
    .flatMap((group) => cut(group, shape));
}
