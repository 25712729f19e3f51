import type { Candidate } from '../candidate.ts';
import { type Costs, costsOf } from '../costs.ts';
import { type Constraint, constraintText } from '../objectives/constraint.ts';
import { broken } from '../objectives/front.ts';
import { costsUsed, goalsOf } from '../objectives/goals.ts';
import { shapeOf } from './packs-file.ts';
import type { PreparedSearch } from './settings.ts';

/** What candidates of this search cost, as far as it asks for costs. Throws SearchError InvalidSpec for what is no network. */
export function costing({ settings, dataset }: PreparedSearch): (candidate: Candidate) => Costs {
  const names = costsUsed(goalsOf(settings));
  const training = { shape: shapeOf({ dataset }), epochs: settings.budget.epochs, folds: dataset.folds };
  return (candidate) => costsOf(candidate, names, training);
}

/** The bounds that are known to be kept or not before a candidate is trained. */
export interface Limits {
  admits(candidate: Candidate): boolean;
  /** Which bound a candidate breaks, with the number; undefined for one that is admitted. */
  whyNot(candidate: Candidate): Refusal | undefined;
  /** Of those that were refused, the one that came nearest to its bound. */
  readonly nearest: Refusal | undefined;
}

export interface Refusal {
  readonly constraint: Constraint;
  /** What the candidate has. */
  readonly value: number;
}

export function limitsOf(search: PreparedSearch): Limits {
  const constraints = goalsOf(search.settings).constraints.filter(({ of }) => of !== 'score');
  const costsFor = costing(search);
  let nearest: Refusal | undefined;
  const whyNot = (candidate: Candidate): Refusal | undefined => {
    if (constraints.length === 0) return;
    const costs = costsFor(candidate);
    const [constraint] = broken({ score: 0, costs }, constraints);
    if (constraint === undefined || constraint.of === 'score') return;
    return { constraint, value: costs[constraint.of] ?? 0 };
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
const distance = ({ constraint: { bound }, value }: Refusal): number =>
  Math.abs(value - bound) / Math.max(Math.abs(bound), Number.MIN_VALUE);

/** `bytes <= 1000, and the smallest seen has 1240`. */
export function refusalInWords({ constraint, value }: Refusal): string {
  return `${constraintText(constraint)}, and the ${constraint.atMost ? 'smallest' : 'largest'} seen has ${Number(value.toPrecision(6))}`;
}
