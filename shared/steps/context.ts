import type { ArtifactStore } from '../artifact-store.ts';
import type { Deployment, Place } from '../compute.ts';
import type { DatasetSource, PreparedDataset, PrepareSettings } from '../dataset.ts';
import type { Preprocessing } from '../preprocessing.ts';
import type { ReportData } from '../result.ts';
import type { PackProgress, Trainer } from '../trainer.ts';

/** What happens during a search, as it happens: progress bars and logs are made of these. */
export type SearchEvent =
  | { readonly type: 'started'; readonly searchId: string; readonly resumed: boolean; readonly workers: number }
  | {
      readonly type: 'prepared';
      readonly searchId: string;
      readonly rows: number;
      readonly featureShape: readonly number[];
    }
  | {
      readonly type: 'planned';
      readonly round: number;
      readonly trials: number;
      readonly packs: number;
      /** Of the trials, those whose results earlier searches had, and which these were. */
      readonly known?: { readonly trials: number; readonly searches: readonly string[] };
    }
  | { readonly type: 'ending'; readonly round: number; readonly because: string }
  | { readonly type: 'pack-progress'; readonly round: number; readonly pack: number; readonly progress: PackProgress }
  | {
      readonly type: 'pack-done';
      readonly round: number;
      readonly pack: number;
      readonly completed: number;
      readonly failed: number;
      /** Best score of the pack, if any trial completed. */
      readonly best?: number;
    }
  | { readonly type: 'worker-lost'; readonly round: number; readonly pack: number; readonly message: string }
  | { readonly type: 'collected'; readonly round: number; readonly best?: number; readonly observed: number }
  | { readonly type: 'published'; readonly searchId: string };

/** The world, as the steps see it: everything from outside comes in here. */
export interface StepContext {
  readonly store: ArtifactStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly emit: (event: SearchEvent) => void;
}

export interface PlanContext extends StepContext {
  /** What there is to train on in the cloud; absent on a laptop, where a plan says nothing of tiers and prices. */
  readonly deployment?: Deployment;
  /** MiB of this machine's memory, where packs are trained on it: what needs more is not tried. */
  readonly memoryMiB?: number;
}

export interface PrepareContext extends StepContext {
  /** The engine that packs will be trained with, where it is known by now: the search keeps to it. */
  readonly engine?: Trainer['engine'];
  readonly prepareDataset: (source: DatasetSource, settings: PrepareSettings) => Promise<PreparedDataset>;
  /** Opens the spec's dataset. Throws SearchError NotFound. */
  readonly openSource: (dataset: string) => Promise<DatasetSource>;
  /** The rows of the dataset, by their 0-based numbers, as a model's own preprocessing encodes them: [rows, features]. */
  readonly encodeRows: (
    source: DatasetSource,
    preprocessing: Preprocessing,
    rowNumbers: Int32Array,
  ) => Promise<Float32Array>;
}

export interface TrainContext extends StepContext {
  readonly trainer: Trainer;
  /** Where this call runs; absent on a laptop, where nothing is billed. */
  readonly call?: TrainCall;
}

/** One call of the train step in the cloud. */
export interface TrainCall {
  /** Unique among all calls: part of a key. */
  readonly id: string;
  readonly place: Place;
  /** Whether the call has to end now, as its time is up or its machine is taken away: the pack is paused. */
  readonly mustEnd: () => boolean | Promise<boolean>;
  /** Milliseconds between snapshots, where the machine may go away without a word. */
  readonly saveEvery?: number;
}

/** What the report folder makes of a finished search. */
export interface Render {
  readonly report: (data: ReportData) => Promise<string>;
  readonly modelCard: (data: ReportData) => string | Promise<string>;
}

export interface PublishContext extends TrainContext {
  readonly render: Render;
}
