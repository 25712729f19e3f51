import { exitCodes } from './exit-codes.ts';

/**
 * A signal that the first Ctrl-C gives, to stop cleanly; the second ends the process at once. Node has its own way with
 * Ctrl-C again once it is released.
 */
export function onInterrupt(say: () => void): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const listener = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
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
