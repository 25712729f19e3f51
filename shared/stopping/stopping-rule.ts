import type { Candidate } from '../candidate.ts';
import type { CostName } from '../costs.ts';
import type { Observation } from '../trial.ts';

export interface StoppingContext {
  /** Everything observed so far, oldest first. */
  readonly history: readonly Observation[];
  readonly maximise: boolean;
  /** Costs that are minimised beside the score; none where the score is all. */
  readonly minimise: readonly CostName[];
  /** No score is better, where that is known. */
  readonly perfect?: number;
  /** Epochs of a full budget. */
  readonly epochs: number;
  /** Candidates the whole search may still propose; a bracket is only complete when there are none. */
  readonly remaining: number;
}

/** Candidates that go on, each to its next budget, and those that end here. */
export interface StoppingDecision {
  readonly promote: readonly { readonly candidate: Candidate; readonly epochs: number }[];
  readonly stop: readonly { readonly candidate: Candidate; readonly reason: string }[];
}

/** Decides which candidates are worth a larger budget. */
export interface StoppingRule {
  /** Whether it reads `curve` of the observations. */
  readonly readsCurves?: boolean;
  /** The budgets a candidate may climb through, increasing; the last is the full one. */
  rungs(epochs: number): number[];
  /** Pure: same context, same answer. Candidates already stopped, failed or at the last rung are never named. */
  decide(context: StoppingContext): StoppingDecision;
  /** The budget at which each of the next `count` new candidates begins; without it, all at the smallest rung. Pure. */
  firstBudgets?(context: StoppingContext, count: number): number[];
  /** The fewest new candidates, at least `count`, that make brackets whole; without it, any number does. Pure. */
  wholeBrackets?(context: StoppingContext, count: number): number;
}

/** The budget at which each of the next `count` new candidates begins. */
export function firstBudgetsOf(rule: StoppingRule, context: StoppingContext, count: number): number[] {
  const smallest = rule.rungs(context.epochs)[0] ?? context.epochs;
  return rule.firstBudgets?.(context, count) ?? Array.from({ length: count }, () => smallest);
}
