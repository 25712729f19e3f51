import type { Verdict } from '../shared/result.ts';
import { formatScore } from './page/format.js';
import { shortened } from './words.ts';

type Baseline = Verdict['baselines'][number];

/** The baseline that is best by the search's metric; undefined where none was scored. */
function bestBaseline(verdict: Verdict): { readonly name: string; readonly value: number } | undefined {
  const sign = verdict.maximise ? 1 : -1;
  return verdict.baselines
    .flatMap(({ name, metrics }: Baseline) => {
      const value = metrics[verdict.metric];
      return value === undefined ? [] : [{ name, value }];
    })
    .sort((left, right) => sign * (right.value - left.value))[0];
}

/** What the numbers allow to say about the winner and the baselines, and no more. */
export function comparisonInWords(verdict: Verdict): string {
  const best = bestBaseline(verdict);
  if (best === undefined) return 'No baseline was scored beside it.';
  const sign = verdict.maximise ? 1 : -1;
  const { value, low, high } = verdict.test;
  const worstEnd = verdict.maximise ? low : high;
  const name = `${shortened(best.name)} (${formatScore(best.value)})`;
  if (sign * (worstEnd - best.value) > 0) {
    const side = verdict.maximise ? 'above' : 'below';
    return `Better than every baseline: the whole interval lies ${side} the best one, ${name}.`;
  }
  if (sign * (value - best.value) > 0) {
    return `Better than the best baseline, ${name}, but the interval includes it: the difference may be chance.`;
  }
  return `No better than the baseline ${name}, which needs no search: prefer it, or search longer.`;
}

/** What became of the champion that the new model challenged, in a line; undefined where there was none. */
export function championInWords({ champion }: Verdict): string | undefined {
  if (champion === undefined) return undefined;
  const { searchId, score, difference, replaced, why } = champion;
  const scores =
    score === undefined || difference === undefined
      ? ''
      : ` It scores ${formatScore(score)} on the same test rows; the new model less it: ${formatScore(difference.value)}, 90 % interval ${formatScore(difference.low)} to ${formatScore(difference.high)}.`;
  const which = `the champion, of search ${shortened(searchId)}`;
  return `${replaced ? `Replaces ${which}` : `Does not replace ${which}`}: ${shortened(why, 300)}.${scores}`;
}
