import type { ErrorCode, ErrorPlace } from '../shared/errors.ts';
import type { Verdict } from '../shared/result.ts';
import type { SearchEvent } from '../shared/steps/context.ts';
import type { PublishInput } from '../shared/steps/publish.ts';
import type { TrainInput, TrainOutput } from '../shared/steps/train.ts';
import type { Trainer } from '../shared/trainer.ts';

export type Engine = Trainer['engine'];

/** The one message a worker begins with. */
export interface WorkerStart {
  /** Folder of the store. */
  readonly store: string;
  /** Where undefined, the native engine if it can be loaded, else wasm. */
  readonly engine?: Engine;
  readonly trainerModule?: string;
}

/** What a worker is asked to do: ids and numbers, as every step's input. */
export type Job =
  | { readonly kind: 'train'; readonly input: TrainInput }
  | { readonly kind: 'publish'; readonly input: PublishInput };
export type JobResult<J extends Job> = J extends { kind: 'train' } ? TrainOutput : Verdict;

export type ToWorker = { readonly kind: 'start'; readonly start: WorkerStart } | Job;

/** An error as it crosses between processes. */
export interface ErrorMessage {
  /** Undefined where it is no SearchError: a mistake in the program. */
  readonly code?: ErrorCode;
  readonly message: string;
  readonly place?: ErrorPlace;
  readonly wayOut?: string;
  readonly stack?: string;
}

export type FromWorker =
  | { readonly kind: 'ready'; readonly engine: Engine }
  | { readonly kind: 'event'; readonly event: SearchEvent }
  | { readonly kind: 'done'; readonly result: TrainOutput | Verdict }
  | { readonly kind: 'failed'; readonly error: ErrorMessage };
