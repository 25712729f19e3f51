import type { Candidate } from '../candidate.ts';
import { changeInWords } from '../search-space/change-words.ts';
import type { SearchSpace } from '../search-space.ts';
import type { Observation } from '../trial.ts';

export interface PathStep {
  readonly candidateId: string;
  readonly candidate: Candidate;
  /** `widening layer 2 from 16 to 32 gained 0.008`; of the first, where it was started from. */
  readonly why: string;
  /** At the largest budget; undefined where there is none. */
  readonly score: number | undefined;
}

/**
 * How a candidate came about: from its start, each candidate that the next was made from, with what the change gained in the metric's
 * unit (less is a loss, whichever way the metric goes). Scores at different budgets are not compared. Of any strategy that names
 * parents; empty for a candidate that was not observed.
 */
export function greedyPath(
  history: readonly Observation[],
  candidateId: string,
  { space, maximise }: { readonly space: SearchSpace; readonly maximise: boolean },
): PathStep[] {
  const firsts = new Map<string, Observation>();
  const lasts = new Map<string, Observation>();
  for (const observation of history) {
    const { candidateId: id, score, epochs } = observation;
    if (!firsts.has(id)) firsts.set(id, observation);
    if (score !== undefined && epochs >= (lasts.get(id)?.epochs ?? 0)) lasts.set(id, observation);
  }
  const chain: Observation[] = [];
  const seen = new Set<string>();
  for (let id: string | undefined = candidateId; id !== undefined && !seen.has(id); ) {
    const first = firsts.get(id);
    if (first === undefined) break;
    chain.unshift(first);
    seen.add(id);
    id = first.origin?.parent;
  }
  return chain.map(({ candidateId: id, candidate, origin }, index) => {
    const before = chain[index - 1];
    const [last, lastBefore] = [lasts.get(id), lasts.get(before?.candidateId ?? '')];
    const change = before && changeInWords(space, before.candidate, candidate, 'gerund');
    const why = change === undefined ? (origin?.why ?? 'start') : change + gainInWords(lastBefore, last, maximise);
    return { candidateId: id, candidate, why, score: last?.score };
  });
}

function gainInWords(before: Observation | undefined, after: Observation | undefined, maximise: boolean): string {
  if (before?.score === undefined || after?.score === undefined || before.epochs !== after.epochs) return '';
  const gain = (maximise ? 1 : -1) * (after.score - before.score);
  if (gain === 0) return ' changed nothing';
  return ` ${gain > 0 ? 'gained' : 'lost'} ${Number(Math.abs(gain).toPrecision(2))}`;
}
