import type { Observation } from '../trial.ts';
import { halve } from './halving.ts';
import { geometricRungs, type RungOptions } from './rungs.ts';
import { type Standing, standings } from './standing.ts';
import type { StoppingContext, StoppingRule } from './stopping-rule.ts';

/** A bracket by the budget its candidates begin at, and how many those are. */
interface Bracket {
  readonly budget: number;
  readonly size: number;
}

/** One turn: from many candidates at the smallest budget to a few at the full one. Sizes as in the paper's algorithm 1. */
function bracketsOf(rungs: readonly number[], factor: number): Bracket[] {
  return rungs.map((budget, at) => {
    const left = rungs.length - 1 - at;
    return { budget, size: Math.ceil((rungs.length * factor ** left) / (left + 1)) };
  });
}

/**
 * Hyperband (Li et al. 2018): brackets of successive halving that begin at ever larger budgets, in turn, over and over. A
 * candidate's bracket is told by the budget it was first observed at and by its place among those that began there. Each bracket is
 * halved by itself once it is whole; when none is to come, the last ones are whole as they are.
 */
export const hyperband = (options: RungOptions = {}): StoppingRule => {
  const factor = options.factor ?? 3;
  const rungsOf = (epochs: number): number[] => geometricRungs(epochs, options);
  return {
    rungs: rungsOf,
    decide(context) {
      const rungs = rungsOf(context.epochs);
      // A bracket that keeps nobody would have been for nothing.
      const placesOf = (reached: number): number => Math.max(1, Math.floor(reached / factor));
      const decisions = begunBrackets(context, bracketsOf(rungs, factor))
        .filter(({ whole }) => whole || context.remaining === 0)
        .map(({ members, history }) => halve({ ...context, history }, members, { rungs, placesOf }));
      return {
        promote: decisions.flatMap(({ promote }) => promote),
        stop: decisions.flatMap(({ stop }) => stop),
      };
    },
    firstBudgets(context, count) {
      const open = openBrackets(context, bracketsOf(rungsOf(context.epochs), factor));
      const budgets: number[] = [];
      for (const { budget, size } of open) {
        const places = Math.min(size, count - budgets.length);
        for (let place = 0; place < places; place++) budgets.push(budget);
        if (budgets.length === count) break;
      }
      return budgets;
    },
    wholeBrackets(context, count) {
      let whole = 0;
      for (const { size } of openBrackets(context, bracketsOf(rungsOf(context.epochs), factor))) {
        whole += size;
        if (whole >= count) break;
      }
      return whole;
    },
  };
};

/** The brackets that have candidates. */
function begunBrackets(
  context: StoppingContext,
  brackets: readonly Bracket[],
): { members: Standing[]; history: Observation[]; whole: boolean }[] {
  const standing = standings(context);
  return brackets.flatMap(({ budget, size }) => {
    const begun = standing.filter(({ observations: [first] }) => first.epochs === budget);
    return Array.from({ length: Math.ceil(begun.length / size) }, (_, turn) => {
      const members = begun.slice(turn * size, (turn + 1) * size);
      const history = members.flatMap(({ observations }) => observations);
      return { members, history, whole: members.length === size };
    });
  });
}

/** Brackets with room, each with the size that is left, in the order in which they are filled: without end. */
function* openBrackets(context: StoppingContext, brackets: readonly Bracket[]): Generator<Bracket, never> {
  const begun = new Map<number, number>();
  for (const { observations } of standings(context)) {
    const [{ epochs }] = observations;
    begun.set(epochs, (begun.get(epochs) ?? 0) + 1);
  }
  for (;;) {
    for (const { budget, size } of brackets) {
      const taken = Math.min(size, begun.get(budget) ?? 0);
      begun.set(budget, (begun.get(budget) ?? 0) - taken);
      if (taken < size) yield { budget, size: size - taken };
    }
  }
}
