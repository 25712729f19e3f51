/** What came of one search of one side. */
export interface Searched {
  /** [seconds since the beginning, validation score of a trial or of the best of a pack], in any order. */
  readonly trials: readonly (readonly [number, number])[];
  /** On the sealed rows, of the winner fitted on all others. */
  readonly test: number;
  /** With the last fit. */
  readonly seconds: number;
}

/** The best validation score within the time. */
export const bestWithin = ({ trials }: Searched, seconds: number): number =>
  Math.max(...trials.filter(([at]) => at <= seconds).map(([, score]) => score));

/** Seconds until a validation score was at least this; undefined where none was. */
export function secondsTo({ trials }: Searched, score: number): number | undefined {
  const times = trials.filter(([, own]) => own >= score).map(([at]) => at);
  return times.length === 0 ? undefined : Math.min(...times);
}
