import { SearchError } from '../../shared/errors.ts';

/** How a container ends: Batch tries again after all of them but `done` and `wrong` (infra/ says so to it). */
export const exitCodes = {
  done: 0,
  /** Something unforeseen, or a store or an engine that is not there. */
  failed: 1,
  /** What no other try makes better. */
  wrong: 65,
  /** It was told to end, and saved what it had. */
  paused: 75,
} as const;

const worthAnotherTry = new Set(['StoreUnavailable', 'EngineUnavailable', 'CloudUnavailable', 'Interrupted']);

export const exitCodeOf = (error: unknown): number =>
  error instanceof SearchError && !worthAnotherTry.has(error.name) ? exitCodes.wrong : exitCodes.failed;
