import { basename } from 'node:path';
import { metricLabel } from '../../report/words.ts';
import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { maximises } from '../../shared/metrics.ts';
import type { Spec } from '../../shared/spec.ts';
import { readHistory } from '../../shared/steps/history.ts';
import { readPreparedSearch } from '../../shared/steps/settings.ts';
import type { CliContext } from '../context.ts';
import { printable } from '../terminal/text-width.ts';
import { expectedTrials } from './expected-trials.ts';
import { jsonProgress } from './json-progress.ts';
import { liveProgress } from './live-progress.ts';
import { type SearchObserver, silentObserver } from './observer.ts';
import { plainProgress } from './plain-progress.ts';
import type { ProgressKind } from './progress-kind.ts';
import { progressState } from './progress-state.ts';

/** Watches a search the way that was asked for. What events do not tell (the metric, earlier runs) is read from the store. */
export function observeSearch(
  spec: Spec,
  {
    kind,
    store,
    context,
  }: { readonly kind: ProgressKind; readonly store: ArtifactStore; readonly context: CliContext },
): SearchObserver {
  const { err, out, now } = context;
  if (kind === 'quiet') return silentObserver((text) => err.print(text));
  if (kind === 'json') return jsonProgress(out.write);
  // Where no metric is given it is accuracy or r2, and of both more is better.
  const maximise = spec.metric === undefined || maximises(spec.metric);
  const state = progressState({ expected: expectedTrials(spec), maximise, now, seconds: spec.budget.seconds });
  const title = printable(basename(spec.dataset));
  let metric = spec.metric === undefined ? 'score' : metricLabel(spec.metric);
  const observer =
    kind === 'live'
      ? liveProgress({ terminal: err, state, title, metric: () => metric })
      : plainProgress({ say: (line) => err.print(line), state, title, metric: () => metric });

  let resumed: string | undefined;
  const lookUp = async (searchId: string): Promise<void> => {
    metric = metricLabel((await readPreparedSearch(store, searchId)).settings.metric);
  };
  const lookBack = async (searchId: string, round: number): Promise<void> => {
    const history = await readHistory(store, searchId, round);
    const scores = history.flatMap(({ score }) => score ?? []);
    const best = scores.length === 0 ? undefined : maximise ? Math.max(...scores) : Math.min(...scores);
    const trials = history.reduce((sum, observation) => sum + observation.trials.length, 0);
    if (trials > 0) observer.onResume({ trials, best });
  };
  return {
    ...observer,
    onEvent(event) {
      if (event.type === 'started' && event.resumed) resumed = event.searchId;
      observer.onEvent(event);
      // What cannot be read is missing from the display only; the search itself tells what is wrong.
      if (event.type === 'prepared') lookUp(event.searchId).catch(() => undefined);
      if (event.type === 'planned' && resumed !== undefined) {
        lookBack(resumed, event.round).catch(() => undefined);
        resumed = undefined;
      }
    },
  };
}
