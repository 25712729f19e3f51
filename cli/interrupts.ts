import { exitCodes } from './exit-codes.ts';

/** npm passes on a signal that the terminal has given to its whole group already: that is one Ctrl-C and not two. */
const echoMilliseconds = 300;

/** A signal that the first Ctrl-C gives, to stop cleanly; the second ends the process at once. */
export function onInterrupt(say: () => void): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  let first: number | undefined;
  const listener = (): void => {
    const now = performance.now();
    if (first !== undefined) {
      if (now - first > echoMilliseconds) process.exit(exitCodes.interrupted);
      return;
    }
    first = now;
    say();
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, listener);
  return {
    signal: controller.signal,
    release() {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}
