import type { Candidate } from './candidate.ts';
import type { MetricName } from './metrics.ts';
import type { Relaxation, Relaxed } from './relaxation.ts';
import type { Task } from './task.ts';
import type { FailureReason, LearningCurve } from './trial.ts';

/** The prepared rows of one fold (or of the refit): all that training sees. */
export interface TrainingData {
  readonly task: Task;
  /** Row-major [rows, ...featureShape]. */
  readonly features: Float32Array;
  readonly rows: number;
  /** Shape of one row: [columns] for tables. */
  readonly featureShape: readonly number[];
  /** [rows]: the class's index; for regression row-major [rows, outputs], standardised by `targetScale`. */
  readonly targets: Float32Array;
  /** Number of classes; for regression the numbers that are predicted: 1, or a series' horizon. */
  readonly outputs: number;
  /** Of text, [steps, 1]: features are tokens 0 … vocabulary - 1, of which 0 is padding. */
  readonly vocabulary?: number;
  /** Regression: target = standardised × scale + mean. */
  readonly targetScale?: { readonly mean: number; readonly scale: number };
  /** Windows of a series: channel 0 of a step is the target's own past, standardised as the targets are. */
  readonly series?: { readonly season?: number };
  /** Row indices. */
  readonly training: Int32Array;
  /** Row indices; empty in the refit, where nothing is left to validate on. */
  readonly validation: Int32Array;
}

/** Numbers in a row of the targets. */
export const targetWidth = ({ task, outputs }: Pick<TrainingData, 'task' | 'outputs'>): number =>
  task === 'regression' ? outputs : 1;

export interface PackedTrial {
  readonly trialId: string;
  readonly candidate: Candidate;
  /** Train until this many epochs are done, counted from the trial's start. */
  readonly epochs: number;
  /** Weights, optimiser state and curve to go on from, as an earlier outcome gave them. */
  readonly checkpoint?: Uint8Array;
  /** Whose numbers it begins with, where it begins: its clock then stands at `from`. */
  readonly inherits?: { readonly candidate: Candidate; readonly checkpoint: Uint8Array; readonly from: number };
}

/** A candidate of a lineage: trained until `epochs` of its own clock. Its heir goes on from there, and counts from `heirFrom`. */
export interface Ancestor {
  readonly candidate: Candidate;
  readonly epochs: number;
  readonly heirFrom: number;
}

export interface PackRequest {
  readonly data: TrainingData;
  readonly metric: MetricName;
  readonly trials: readonly PackedTrial[];
  /** Epochs of a full budget: what learning-rate schedules run over, whatever the trial's own budget. */
  readonly fullEpochs: number;
  /** Seeds initial weights, row order and dropout: the same for all trials of a search. */
  readonly seed: number;
  /** Epochs without a better validation loss before a trial ends early; undefined: never. */
  readonly earlyStopping?: number;
  /** Milliseconds one trial may take, as its share of the pack's time; checked at the end of each epoch. */
  readonly timeout?: number;
  /** Whether outcomes carry a checkpoint. */
  readonly checkpoints: boolean;
  /** Where an earlier call of the same pack was paused: this one goes on as if there had been no pause, bit for bit. */
  readonly snapshot?: Uint8Array;
}

/** What becomes of a pack after an epoch: it goes on, is saved and goes on, or is saved and ends here. */
export type PackControl = 'go-on' | 'save' | 'pause';

export interface PackWatch {
  /** Asked after each epoch that leaves work to do; waited for where it gives a promise. */
  readonly onEpoch: (progress: PackProgress) => PackControl | Promise<PackControl>;
  /** Takes the snapshot that `save` asked for; training waits for it. What it throws ends the pack. */
  readonly onSave: (snapshot: Uint8Array) => Promise<void>;
}

/** A pack's trials in the order of the request, or the snapshot of one that was paused. */
export type PackOutcome =
  | { readonly state: 'done'; readonly outcomes: TrialOutcome[] }
  | { readonly state: 'paused'; readonly snapshot: Uint8Array };

export type TrialOutcome =
  | {
      readonly trialId: string;
      readonly state: 'completed';
      readonly score: number;
      readonly loss: number;
      readonly metrics: Readonly<Record<string, number>>;
      readonly bestEpoch: number;
      readonly epochs: number;
      readonly parameters: number;
      readonly curve: LearningCurve;
      readonly checkpoint?: Uint8Array;
    }
  | { readonly trialId: string; readonly state: 'failed'; readonly reason: FailureReason; readonly message: string };

export interface PackProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** Trials that have ended early, so far. */
  readonly ended: number;
}

/** A relaxation to be run: `candidate` is what it starts from. */
export interface RelaxedTrial<R extends Relaxation = Relaxation> {
  readonly trialId: string;
  readonly candidate: Candidate;
  readonly epochs: number;
  readonly relax: R;
}

/** Relaxations of one kind, of the same choices or ranges, of one batch size and as many epochs: they run as one pack. */
export interface RelaxRequest {
  readonly data: TrainingData;
  readonly trials: readonly RelaxedTrial[];
  readonly seed: number;
}

export type RelaxOutcome =
  | { readonly trialId: string; readonly state: 'relaxed'; readonly relaxed: Relaxed }
  | { readonly trialId: string; readonly state: 'failed'; readonly reason: FailureReason; readonly message: string };

/** A trained network in the form that is saved: an ordinary tfjs LayersModel's topology and weights. */
export interface SavedModel {
  /** The text of model.json; its weights manifest names weights.bin. */
  readonly modelJson: string;
  readonly weights: Uint8Array;
  readonly parameters: number;
}

/** Trains packs and runs models; the only way the steps reach TensorFlow. */
export interface Trainer {
  readonly engine: 'native' | 'wasm';
  /** Throws SearchError ArtifactCorrupt for a snapshot of another pack. */
  trainPack(request: PackRequest, watch?: PackWatch): Promise<PackOutcome>;
  /** Runs relaxations to their end: they are short, and one that is cut off begins anew. Outcomes in the order of the request. */
  relax(request: RelaxRequest): Promise<RelaxOutcome[]>;
  /**
   * Trains one candidate on `data.training` until exactly `epochs` epochs are done, after those it descends from, and gives the
   * model that results.
   * Throws SearchError SearchFailed when training diverges.
   */
  fit(request: {
    readonly data: TrainingData;
    readonly candidate: Candidate;
    readonly epochs: number;
    /** Oldest first. */
    readonly ancestors?: readonly Ancestor[];
    /** Epochs of a full budget, as the winner's trials had it. */
    readonly fullEpochs: number;
    readonly seed: number;
  }): Promise<SavedModel>;
  /** Row-major [rows, outputs]: class probabilities, or the standardised prediction. */
  predict(
    model: SavedModel,
    features: Float32Array,
    rows: number,
    featureShape: readonly number[],
  ): Promise<Float32Array>;
}
