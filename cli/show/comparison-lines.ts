import { formatCount, formatScore } from '../../report/page/format.js';
import { metricLabel } from '../../report/words.ts';
import type { MetricName } from '../../shared/metrics.ts';
import type { Observation } from '../../shared/trial.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { printable, wrap } from '../terminal/text-width.ts';
import { candidateColumns, cellOf, commonInWords } from './candidate-columns.ts';
import type { FoundCandidate } from './find-candidate.ts';

const idLength = 8;

/** Candidates side by side: what came of them, and the hyperparameters in which they differ. */
export function comparisonLines(
  candidates: readonly FoundCandidate[],
  { metric, parameters, terminal }: { metric: MetricName; parameters: readonly string[]; terminal: Terminal },
): string[] {
  const last = candidates.map(({ observations }) => lastScored(observations));
  const { varied, common } = candidateColumns(
    last.map(({ candidate }) => candidate),
    parameters,
  );
  const fact = (name: string, cell: (observation: Observation) => string): string[] => [name, ...last.map(cell)];
  const score = (value: number | undefined): string => (value === undefined ? '–' : formatScore(value));
  const facts = [
    fact('state', ({ state }) => state),
    fact(metricLabel(metric), (observation) => score(observation.score)),
    fact('loss', ({ loss }) => score(loss)),
    fact('best epoch', ({ bestEpoch, epochs }) => `${bestEpoch ?? '–'}/${epochs}`),
    fact('parameters', ({ parameters }) => (parameters === undefined ? '–' : formatCount(parameters))),
  ];
  const differences = varied.map((name) => fact(name, ({ candidate }) => cellOf(candidate, name) || '–'));
  const width = terminal.width();
  const lines = table(
    [
      { title: '' },
      ...candidates.map(({ candidateId }) => ({ title: candidateId.slice(0, idLength), side: 'right' as const })),
    ],
    [...facts, ...differences],
    { width, paintTitle: terminal.style.bold },
  );
  if (common.length === 0) return lines;
  return [
    ...lines,
    '',
    ...wrap(printable(`The same in all: ${commonInWords(common)}.`), width).map(terminal.style.dim),
  ];
}

/** The largest budget with a score: a stopping rule's word comes after it. */
function lastScored(observations: FoundCandidate['observations']): Observation {
  const scored = observations.filter(({ score }) => score !== undefined);
  return scored.at(-1) ?? observations[observations.length - 1] ?? observations[0];
}
