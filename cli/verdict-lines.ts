import { choiceInWords } from '../report/choice.ts';
import { championInWords } from '../report/comparison.ts';
import { formatScore } from '../report/page/format.js';
import { gainInWords } from '../report/why.ts';
import { candidateInWords, listed, metricLabel, plural } from '../report/words.ts';
import type { Verdict } from '../shared/result.ts';
import { searchKeys } from '../shared/steps/keys.ts';
import { artifactPath, shownPath } from './artifact-path.ts';
import { labelledLines } from './terminal/labelled-lines.ts';
import type { Style } from './terminal/style.ts';
import { printable } from './terminal/text-width.ts';

export interface VerdictLinesOptions {
  /** The store's folder, or s3://<bucket>. */
  readonly address: string;
  readonly verdict: Verdict;
  readonly style: Style;
  readonly width: number;
}

/** What came out, in a few lines: the score on rows nobody saw, what it is to be compared with, the winner, where things lie. */
export function verdictLines({ address, verdict, style, width }: VerdictLinesOptions): string[] {
  const { metric, winner, test, testRows, baselines } = verdict;
  const champion = championInWords(verdict);
  const choice = choiceInWords(verdict)?.replace(/^Chosen /, '');
  const gain = gainInWords(verdict);
  const keys = searchKeys(verdict.searchId);
  const line = (label: string, text: string): string[] => labelledLines(label, text, { style, width });
  const path = (key: string): string => artifactPath(address, key);
  return [
    ...line(
      'test',
      `${style.bold(`${metricLabel(metric)} ${formatScore(test.value)}`)} (95 % interval ${formatScore(test.low)} to ${formatScore(test.high)}) on ${plural(testRows, 'sealed row')}`,
    ),
    ...line('validation', formatScore(winner.validationScore)),
    ...line('baselines', baselineWords(verdict)),
    ...line('winner', `${candidateInWords(winner.candidate)} ${plural(winner.parameters, 'parameter')}.`),
    ...(choice === undefined ? [] : line('chosen', printable(choice))),
    ...(baselines.some((baseline) => beats(baseline.metrics[metric], verdict))
      ? line('', style.yellow('A baseline does better on the sealed rows: the network may not be worth it.'))
      : []),
    ...(champion === undefined ? [] : line('champion', printable(champion))),
    ...(gain === undefined ? [] : line('more', gain)),
    ...line('model', path(keys.model)),
    ...line('leaderboard', path(keys.leaderboardCsv)),
    ...line('report', path(keys.report)),
  ];
}

const baselineWords = ({ baselines, metric }: Verdict): string =>
  listed(
    baselines.map(({ name, metrics }) => {
      const score = metrics[metric];
      return `${name} ${score === undefined ? 'without a score' : formatScore(score)}`;
    }),
  );

function beats(score: number | undefined, { maximise, test }: Verdict): boolean {
  if (score === undefined) return false;
  return maximise ? score > test.value : score < test.value;
}

/** The verdict in a line, for --quiet. */
export const verdictLine = ({ metric, test, testRows }: Verdict, resultFolder: string): string =>
  `${metricLabel(metric)} ${formatScore(test.value)} (${formatScore(test.low)} to ${formatScore(test.high)}) on ${plural(testRows, 'sealed row')}: ${printable(shownPath(resultFolder))}`;
