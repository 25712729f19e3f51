import type { CostName } from '../costs.ts';
import { type MetricName, maximises } from '../metrics.ts';
import type { Spec } from '../spec.ts';
import { type Constraint, parseConstraint } from './constraint.ts';
import { minimisedOf } from './objective.ts';

/** What a search looks for, as its spec says. */
export interface Goals {
  readonly maximise: boolean;
  /** Costs that are minimised beside the score. */
  readonly minimise: readonly CostName[];
  readonly constraints: readonly Constraint[];
  /** Of the objectives, for the chosen point; undefined where the knee is chosen. */
  readonly weights: Spec['weights'];
}

/** Throws SearchError InvalidSpec for a constraint that is none. */
export const goalsOf = ({
  metric,
  objectives,
  constraints,
  weights,
}: Pick<Spec, 'objectives' | 'constraints' | 'weights'> & { readonly metric: MetricName }): Goals => ({
  maximise: maximises(metric),
  minimise: minimisedOf(objectives),
  constraints: constraints.map(parseConstraint),
  weights,
});

/** The costs that are minimised or limited: those that observations tell of. */
export const costsUsed = ({ minimise, constraints }: Pick<Goals, 'minimise' | 'constraints'>): CostName[] => [
  ...new Set([...minimise, ...minimisedOf(constraints.map(({ of }) => of))]),
];
