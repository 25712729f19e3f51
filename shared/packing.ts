import { canonicalJson } from './hash.ts';
import { type PackingTerms, predictSeconds, productSecondsOf } from './packing/cost-model.ts';
import { count } from './packing/count.ts';
import {
  agree,
  merged,
  type Outline,
  outlineOf,
  type Packable,
  type PackingShape,
  type Sized,
  sized,
} from './packing/outline.ts';

/** Trials trained together. */
export interface Pack {
  /** Ids, in the order they are recorded. */
  readonly trials: string[];
  /** Predicted on the machine that the cost model was measured on, one thread, native engine. */
  readonly seconds: number;
  /** Share of the pack's trained numbers that are padding, 0 to 1. */
  readonly waste: number;
}

/** No pack is predicted to take longer: what is lost when a machine goes, and so that workers share a round's work. */
const longestSeconds = 10;
const mostTrials = 512;
/** Bytes of a pack of several trials: two workers on a machine of 4 GiB. */
const mostBytes = 1024 ** 3;

/** The cost model's view of trials trained as one pack: for fitting it to what packs really take. */
export function packingTerms(trials: readonly Packable[], shape: PackingShape): PackingTerms {
  return count(trials.map((trial) => outlineOf(sized(trial, shape))).reduce(merged), shape).terms;
}

export interface PackPrediction {
  /** On the machine that the cost model was measured on, one thread, native engine. */
  readonly seconds: number;
  /** Of them, those that matrix products take: what a GPU is good at. */
  readonly productSeconds: number;
  /** Of the pack's tensors at their peak, without the dataset's and the engine's. */
  readonly bytes: number;
}

/** What the cost model says of trials trained as one pack. */
export function predictPack(trials: readonly Packable[], shape: PackingShape): PackPrediction {
  const { terms, bytes } = count(trials.map((trial) => outlineOf(sized(trial, shape))).reduce(merged), shape);
  return { seconds: predictSeconds(terms), productSeconds: productSecondsOf(terms), bytes };
}

/** Trials to be one pack, at its price. */
interface Group {
  readonly trials: readonly Sized[];
  readonly outline: Outline;
  readonly seconds: number;
}

/** What a pack of several trials may take. */
interface Most {
  readonly seconds?: number;
  readonly bytes?: number | undefined;
}

/** An outline of both and its price; undefined where they cannot, or should not, be one pack. */
type Join = (a: Group, b: Group) => Pick<Group, 'outline' | 'seconds'> | undefined;

function joinFor(shape: PackingShape, most: Required<Most>): Join {
  return ({ outline: a }, { outline: b }) => {
    if (a.trials + b.trials > mostTrials) return;
    if (!agree(a, b)) return;
    const outline = merged(a, b);
    const { terms, bytes } = count(outline, shape);
    const seconds = predictSeconds(terms);
    return seconds > most.seconds || bytes > most.bytes ? undefined : { outline, seconds };
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
const alike = (width: number): number => (width === 0 ? 0 : Math.round(2 * Math.log2(width)));

/**
 * Groups trials into packs so that their predicted time in sum is small: few packs, as each costs its building and every step's
 * overhead, against little padding. Trials of like shape are together from the start; then the two groups that save the most are
 * merged, as long as any two do. Only trials of one batch size, augmentation, span of epochs and kinds of layers go together.
 * Deterministic: the same trials give the same packs on every machine, in whatever order they come. Longest packs first.
 * `most`: predicted seconds and bytes of a pack of several trials, where that is less than any pack may take.
 */
export function formPacks(trials: readonly Packable[], shape: PackingShape, most: Most = {}): Pack[] {
  const join = joinFor(shape, {
    seconds: Math.min(most.seconds ?? longestSeconds, longestSeconds),
    bytes: Math.min(most.bytes ?? mostBytes, mostBytes),
  });
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
    [network.training.batchSize, trial.fromEpochs, trial.epochs, canonicalJson(network.augmentation ?? {})].join('/');
  const shapeOf = ({ blocks }: Sized): string =>
    blocks.map(({ signature, sizes }) => [signature, ...sizes.map(alike)].join(' ')).join('/');
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
