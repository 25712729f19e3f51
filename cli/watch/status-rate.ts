import type { Progress } from '../progress/progress-state.ts';
import type { SearchStatus } from './status-reader.ts';

/** A rate needs some time before it means something. */
const leastSeconds = 5;

/** Adds to a status how fast the search is, and how long it will take: measured while it is watched. */
export function statusRate(now: () => number) {
  const started = now();
  let first: { readonly time: number; readonly done: number } | undefined;
  return {
    progressOf(status: SearchStatus): Progress {
      const { phase, round, done, total, failed, best, dollars } = status;
      if (phase === 'searching') first ??= { time: now(), done };
      const seconds = first === undefined ? 0 : (now() - first.time) / 1000;
      const more = first === undefined ? 0 : done - first.done;
      const rate = phase === 'searching' && seconds >= leastSeconds && more > 0 ? more / seconds : undefined;
      return {
        phase,
        round,
        done,
        total,
        share: phase === 'done' ? 1 : total === 0 ? 0 : Math.min(1, done / total),
        failed,
        lost: 0,
        ...(best === undefined ? {} : { best }),
        ...(dollars === undefined ? {} : { dollars }),
        elapsedSeconds: (now() - started) / 1000,
        ...(rate === undefined ? {} : { rate, secondsLeft: Math.max(0, total - done) / rate }),
      };
    },
  };
}
