import type { SearchEvent } from '../../shared/steps/context.ts';

export interface ProgressOptions {
  /** Trials that the search is expected to make. */
  readonly expected: number;
  readonly maximise: boolean;
  /** Milliseconds since some moment. */
  readonly now: () => number;
  /** Seconds the search may take. */
  readonly seconds?: number | undefined;
}

export type Phase = 'preparing' | 'searching' | 'publishing' | 'done';

/** Where a search stands, as its events tell. */
export interface Progress {
  readonly phase: Phase;
  /** 1-based. */
  readonly round: number;
  /** Trials with a result, those of earlier runs too. */
  readonly done: number;
  readonly total: number;
  /** Share of the work, with packs that are half done; 0 to 1. */
  readonly share: number;
  readonly failed: number;
  /** Trials whose results were taken over from earlier searches. */
  readonly known?: number;
  /** Worker processes that went away. */
  readonly lost: number;
  readonly best?: number;
  /** What it has cost so far, in the cloud. */
  readonly dollars?: number;
  readonly elapsedSeconds: number;
  /** Trials a second in this run. */
  readonly rate?: number;
  readonly secondsLeft?: number;
}

/** A rate needs some time before it means something. */
const leastSeconds = 0.5;

/** Adds the events up. Nothing is drawn here. */
export function progressState({ expected, maximise, now, seconds }: ProgressOptions) {
  const started = now();
  /** Trials half done: pack → share, of the pack's mean size. */
  const open = new Map<string, number>();
  let searching: number | undefined;
  let [phase, round, planned, packSize]: [Phase, number, number, number] = ['preparing', 0, 0, 0];
  let [done, before, known, failed, lost] = [0, 0, 0, 0, 0];
  let best: number | undefined;

  function improve(score: number | undefined): void {
    if (score === undefined) return;
    if (best === undefined || (maximise ? score > best : score < best)) best = score;
  }

  return {
    /** What earlier runs of the same search did. */
    goOnFrom(earlier: { readonly trials: number; readonly best?: number | undefined }): void {
      before += earlier.trials;
      planned += earlier.trials;
      improve(earlier.best);
    },
    add(event: SearchEvent): void {
      switch (event.type) {
        case 'planned':
          phase = 'searching';
          searching ??= now();
          round = event.round + 1;
          planned += event.trials;
          known += event.known?.trials ?? 0;
          packSize = (event.trials - (event.known?.trials ?? 0)) / Math.max(1, event.packs);
          open.clear();
          break;
        case 'pack-progress':
          open.set(`${event.round}/${event.pack}`, event.progress.epoch / Math.max(1, event.progress.epochs));
          break;
        case 'pack-done':
          open.delete(`${event.round}/${event.pack}`);
          done += event.completed + event.failed;
          failed += event.failed;
          improve(event.best);
          break;
        case 'worker-lost':
          open.delete(`${event.round}/${event.pack}`);
          lost++;
          break;
        case 'collected':
          improve(event.best);
          break;
        case 'ending':
          phase = 'publishing';
          break;
        case 'published':
          phase = 'done';
          break;
        case 'started':
        case 'prepared':
          break;
      }
    },
    read(): Progress {
      const time = now();
      const halfDone = [...open.values()].reduce((sum, share) => sum + share * packSize, 0);
      const total = Math.max(expected, planned);
      const work = before + known + done + halfDone;
      const searched = searching === undefined ? 0 : (time - searching) / 1000;
      const rate = searched >= leastSeconds && done + halfDone > 0 ? (done + halfDone) / searched : undefined;
      const left = rate === undefined ? undefined : Math.max(0, total - work) / rate;
      const elapsedSeconds = (time - started) / 1000;
      return {
        phase,
        round,
        done: before + known + done,
        known,
        total,
        share: phase === 'done' ? 1 : total === 0 ? 0 : Math.min(1, work / total),
        failed,
        lost,
        best,
        elapsedSeconds,
        rate,
        secondsLeft:
          left === undefined || seconds === undefined ? left : Math.min(left, Math.max(0, seconds - elapsedSeconds)),
      };
    },
  };
}

export type ProgressState = ReturnType<typeof progressState>;
