import type { Contender } from './contenders.ts';
import type { RunResult } from './run.ts';
import type { Objective } from './task.ts';

/** What came of a contender's runs on some tasks. */
export interface Summary {
  readonly contender: Contender;
  readonly seeds: number;
  /** Mean over tasks and seeds, after each trial. */
  readonly mean: readonly number[];
  /** Standard deviation over the seeds of the mean over the tasks, after each trial. */
  readonly deviation: readonly number[];
  /** Task → mean over the seeds, after each trial. */
  readonly tasks: ReadonlyMap<string, readonly number[]>;
  readonly secondsPerProposal: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of a sample; 0 of one number. */
function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** The means of rows of equal length, column by column. */
function columnwise(rows: readonly (readonly number[])[], of: (values: number[]) => number): number[] {
  return (rows[0] ?? []).map((_, at) => of(rows.map((row) => row[at] ?? Number.NaN)));
}

const regretsOf = (results: readonly RunResult[]): (readonly number[])[] => results.map(({ regrets }) => regrets);

/** A summary a contender, in the order of the results. Each seed must have run on the same tasks. */
export function summarise(results: readonly RunResult[], objective: Objective, isTable: boolean): Summary[] {
  const wanted = results.filter(
    (result) => result.objective === objective && (result.task.family !== 'functions') === isTable,
  );
  return [...grouped(wanted, ({ contender }) => contender)].map(([contender, own]) => {
    const seeds = [...grouped(own, ({ seed }) => seed).values()].map((group) => columnwise(regretsOf(group), mean));
    return {
      contender,
      seeds: seeds.length,
      mean: columnwise(seeds, mean),
      deviation: columnwise(seeds, deviation),
      tasks: new Map(
        [...grouped(own, ({ task }) => task.name)].map(([name, group]) => [name, columnwise(regretsOf(group), mean)]),
      ),
      secondsPerProposal: mean(own.map(({ seconds, regrets }) => seconds / regrets.length)),
    };
  });
}
