import { formatCount } from '../../report/page/format.js';
import { importanceInWords, pathInWords, spoken, strategyInWords } from '../../report/why.ts';
import { capitalise, listed } from '../../report/words.ts';
import type { Verdict } from '../../shared/result.ts';
import { labelledLines } from '../terminal/labelled-lines.ts';
import type { Style } from '../terminal/style.ts';
import { printable } from '../terminal/text-width.ts';

/** Steps that are listed: the report has more. */
const mostSteps = 8;

/** Why this winner, in a few lines: what mattered, how it came about, who proposed how many. None where nothing is known. */
export function whyLines(verdict: Verdict, look: { readonly style: Style; readonly width: number }): string[] {
  const { why } = verdict;
  if (why === undefined) return [];
  const line = (label: string, text: string | undefined): string[] =>
    text === undefined ? [] : labelledLines(label, printable(text), look);
  const steps = (why.path?.steps ?? []).slice(1).slice(-mostSteps);
  const rows = why.proposers.map(({ strategy, candidates, inFirstTen }) => {
    const [name] = strategyInWords(strategy);
    return `${name} ${formatCount(candidates)}${inFirstTen === 0 ? '' : ` (${inFirstTen} of the first ten)`}`;
  });
  return [
    ...line('mattered', importanceInWords(verdict)),
    ...line('came about', pathInWords(verdict)),
    ...steps.flatMap(({ why: step }) => line('', `${capitalise(spoken(step ?? ''))}.`)),
    ...line('proposed by', rows.length === 0 ? undefined : listed(rows)),
  ];
}
