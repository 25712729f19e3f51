import type { ErrorCode } from '../shared/errors.ts';

/** What the command's end tells a script. */
export const exitCodes = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  input: 3,
  failed: 4,
  unavailable: 5,
  interrupted: 130,
} as const;

const codeOf: Readonly<Record<ErrorCode, number>> = {
  InvalidSpec: exitCodes.usage,
  InvalidDataset: exitCodes.input,
  InvalidModel: exitCodes.input,
  NotFound: exitCodes.input,
  SearchFailed: exitCodes.failed,
  ArtifactMissing: exitCodes.unavailable,
  ArtifactCorrupt: exitCodes.unavailable,
  EngineUnavailable: exitCodes.unavailable,
  StoreUnavailable: exitCodes.unavailable,
  CloudUnavailable: exitCodes.unavailable,
  Interrupted: exitCodes.interrupted,
};

export const errorCodes = Object.keys(codeOf) as ErrorCode[];

export const exitCodeOf = (code: ErrorCode): number => codeOf[code];

export const exitCodesHelp = `Exit codes:
  0    all went well
  1    something unexpected
  2    bad usage, flag or spec
  3    bad dataset, model or input
  4    the search failed: no candidate can be scored
  5    engine, store or cloud unavailable
  130  interrupted; the same command goes on`;
