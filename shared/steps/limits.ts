import { type Candidate, candidateId } from '../candidate.ts';
import { type Costs, costsOf } from '../costs.ts';
import { SearchError } from '../errors.ts';
import { type Constraint, constraintText } from '../objectives/constraint.ts';
import { broken } from '../objectives/front.ts';
import { costsUsed, goalsOf } from '../objectives/goals.ts';
import { dataBytesOf, neededMiB } from '../packing/memory.ts';
import { predictPack } from '../packing.ts';
import { shapeOf } from './packs-file.ts';
import type { PreparedSearch } from './settings.ts';

/** What candidates of this search cost, as far as it asks for costs. Throws SearchError InvalidSpec for what is no network. */
export function costing({ settings, dataset }: PreparedSearch): (candidate: Candidate) => Costs {
  const names = costsUsed(goalsOf(settings));
  const training = { shape: shapeOf({ dataset }), epochs: settings.budget.epochs, folds: dataset.folds };
  return (candidate) => costsOf(candidate, names, training);
}

/** MiB of memory that the process needs that trains the candidate alone. Throws SearchError InvalidSpec for what is no network. */
export function memoryFor({ settings, dataset }: PreparedSearch): (candidate: Candidate) => number {
  const shape = shapeOf({ dataset });
  const dataBytes = dataBytesOf(shape, dataset.horizon);
  const { epochs } = settings.budget;
  return (candidate) =>
    neededMiB(predictPack([{ trialId: '', candidate, fromEpochs: 0, epochs }], shape).bytes, dataBytes);
}

/** The bounds that are known to be kept or not before a candidate is trained: constraints, and the memory that there is. */
export interface Limits {
  admits(candidate: Candidate): boolean;
  /** Which bound a candidate breaks, with the number; undefined for one that is admitted. */
  whyNot(candidate: Candidate): Refusal | undefined;
  /** Of those that were refused, the one that came nearest to its bound. */
  readonly nearest: Refusal | undefined;
}

export interface Refusal {
  readonly bound: Constraint | { readonly of: 'memory'; readonly atMost: true; readonly bound: number };
  /** What the candidate has. */
  readonly value: number;
}

export function limitsOf(search: PreparedSearch): Limits {
  const constraints = goalsOf(search.settings).constraints.filter(({ of }) => of !== 'score');
  const costsFor = costing(search);
  const needs = memoryFor(search);
  const { memoryMiB = Infinity } = search;
  let nearest: Refusal | undefined;
  const whyNot = (candidate: Candidate): Refusal | undefined => {
    if (constraints.length > 0) {
      const costs = costsFor(candidate);
      const [bound] = broken({ score: 0, costs }, constraints);
      if (bound !== undefined && bound.of !== 'score') return { bound, value: costs[bound.of] ?? 0 };
    }
    if (memoryMiB === Infinity) return;
    const value = needs(candidate);
    return value > memoryMiB ? { bound: { of: 'memory', atMost: true, bound: memoryMiB }, value } : undefined;
  };
  return {
    whyNot,
    admits(candidate) {
      const refusal = whyNot(candidate);
      if (refusal === undefined) return true;
      if (nearest === undefined || distance(refusal) < distance(nearest)) nearest = refusal;
      return false;
    },
    get nearest() {
      return nearest;
    },
  };
}

/** Bounds of several costs compare as shares. */
const distance = ({ bound: { bound }, value }: Refusal): number =>
  Math.abs(value - bound) / Math.max(Math.abs(bound), Number.MIN_VALUE);

/** Throws SearchError InvalidSpec that says why nothing of the space is tried. */
export function refuseSpace({ bound, value }: Refusal): never {
  if (bound.of === 'memory') {
    throw new SearchError(
      'InvalidSpec',
      `No candidate of the space fits into ${bound.bound} MiB of memory, and the smallest seen needs ${value} MiB`,
      { place: { key: 'space' }, wayOut: `Have it hold smaller networks or batches, or ${moreMemory}` },
    );
  }
  const seen = `the ${bound.atMost ? 'smallest' : 'largest'} seen has ${Number(value.toPrecision(6))}`;
  throw new SearchError('InvalidSpec', `No candidate of the space keeps ${constraintText(bound)}, and ${seen}`, {
    place: { key: 'constraints' },
    wayOut: 'Loosen the constraint, or have the space hold networks that keep it',
  });
}

/** Throws SearchError InvalidSpec that says why the user's own candidate, which is at `key`, is not tried. */
export function refuseCandidate(candidate: Candidate, { bound, value }: Refusal, key: string): never {
  const named = `The candidate ${candidateId(candidate)}`;
  if (bound.of === 'memory') {
    throw new SearchError('InvalidSpec', `${named} needs ${value} MiB of memory; there are ${bound.bound} MiB`, {
      place: { key },
      wayOut: `Leave it out, give it a smaller batch, or ${moreMemory}`,
    });
  }
  const has = `has ${Number(value.toPrecision(6))} ${bound.of}`;
  throw new SearchError('InvalidSpec', `${named} ${has}; the constraint is ${constraintText(bound)}`, {
    place: { key },
    wayOut: 'Leave it out, or change the constraint',
  });
}

const moreMemory = 'train where there is more memory (in the cloud, on a larger tier)';
