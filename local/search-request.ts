import type { Verdict } from '../shared/result.ts';
import type { SpecInput } from '../shared/spec.ts';
import type { SearchEvent } from '../shared/steps/context.ts';

export interface SearchRequest {
  /** What to search; `spec.dataset` is a path, relative to the working directory. Defaults are filled in. */
  readonly spec: SpecInput;
  /** Folder of the artifact store; `spec.output` by default. */
  readonly store?: string;
  /** Worker processes; `spec.workers`, else the number of cores, by default. No effect on the result. */
  readonly workers?: number;
  /** Starts anew even where a search of the same spec and data is there, finished or not. */
  readonly fresh?: boolean;
  /** Ends the search's processes; calling `search` again goes on. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SearchEvent) => void;
  /** Module with `createTrainer`, in place of training/: for tests that need no TensorFlow. */
  readonly trainerModule?: string;
}

export interface SearchOutcome {
  readonly searchId: string;
  readonly verdict: Verdict;
  /** Whether work of an earlier call was used: an interrupted search gone on with, or a finished one found. */
  readonly resumed: boolean;
  /** Whether the search had ended before this call. */
  readonly alreadyFinished: boolean;
  /** Absolute path of searches/<id>/result: leaderboard.json, model/, report.html, … */
  readonly resultFolder: string;
}

/**
 * Finds the best model for a dataset: `search` in local/search.ts.
 * Throws SearchError: InvalidSpec, InvalidDataset, StoreUnavailable, SearchFailed (no candidate has a score), Interrupted.
 */
export type Search = (request: SearchRequest) => Promise<SearchOutcome>;
