import { setImmediate as turn } from 'node:timers/promises';

/** The fake time of one call of a function: it goes on only when all that runs waits for it. */
export interface CallClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Does the work, which may wait for much at a time; gives its result once it is done. */
  readonly run: <T>(work: () => Promise<T>) => Promise<T>;
}

export function callClock(startedAt: number): CallClock {
  let time = startedAt;
  const waiting = new Map<number, (() => void)[]>();
  const goOn = (): void => {
    if (waiting.size === 0) return;
    time = Math.min(...waiting.keys());
    const woken = waiting.get(time) ?? [];
    waiting.delete(time);
    for (const wake of woken) wake();
  };
  return {
    now: () => time,
    wait: (milliseconds) =>
      new Promise((wake) => {
        const until = time + milliseconds;
        const others = waiting.get(until);
        if (others === undefined) waiting.set(until, [wake]);
        else others.push(wake);
      }),
    async run(work) {
      const end = { reached: false };
      const result = work().finally(() => {
        end.reached = true;
      });
      // What the work throws is thrown by the last line; until then it is looked after here.
      result.catch(() => undefined);
      while (!end.reached) {
        await turn();
        goOn();
      }
      return result;
    },
  };
}
