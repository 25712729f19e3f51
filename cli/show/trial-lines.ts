import { formatNumber, formatScore } from '../../report/page/format.js';
import { candidateInWords, metricLabel, plural, valueLabel } from '../../report/words.ts';
import type { MetricName } from '../../shared/metrics.ts';
import type { CompletedTrial, Observation, Trial } from '../../shared/trial.ts';
import { sparkline } from '../terminal/sparkline.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { pad, printable, wrap } from '../terminal/text-width.ts';
import type { FoundCandidate } from './find-candidate.ts';

const labelWidth = 22;
const widestCurve = 60;

/** One candidate: how it is built, and its trials one after the other. `results` are by the trials' ids. */
export function trialLines(
  { candidateId, observations, trialId }: FoundCandidate,
  { results, metric, terminal }: { results: ReadonlyMap<string, Trial>; metric: MetricName; terminal: Terminal },
): string[] {
  const { style } = terminal;
  const { candidate } = observations[0];
  const wanted = observations
    .flatMap(({ trials, round }) => trials.map((id) => ({ id, round })))
    .filter(({ id }) => trialId === undefined || id === trialId);
  return [
    `${style.bold('candidate')} ${candidateId}`,
    ...wrap(printable(candidateInWords(candidate)), terminal.width()),
    '',
    ...Object.entries(candidate).map(([name, value]) => labelled(name, valueLabel(value), terminal)),
    ...wanted.flatMap(({ id, round }) => ['', ...resultLines(id, round, results.get(id), metric, terminal)]),
    ...stopLines(observations, terminal),
  ];
}

const labelled = (label: string, text: string, { style }: Terminal): string =>
  `  ${style.dim(pad(label, labelWidth))}${printable(text)}`;

function resultLines(
  id: string,
  round: number,
  trial: Trial | undefined,
  metric: MetricName,
  terminal: Terminal,
): string[] {
  const { style } = terminal;
  const title = `${style.bold('trial')} ${id}`;
  if (trial === undefined) return [title, labelled('state', 'its result is not in the store', terminal)];
  const head = [
    title,
    labelled('state', trial.state, terminal),
    labelled('budget', `${plural(trial.budget.epochs, 'epoch')}, fold ${trial.fold + 1}, round ${round + 1}`, terminal),
  ];
  switch (trial.state) {
    case 'completed':
      return [...head, ...completedLines(trial, metric, terminal)];
    case 'failed':
      return [...head, labelled('reason', `${trial.reason}: ${trial.message}`, terminal)];
    case 'stopped':
      return [...head, labelled('reason', trial.message, terminal)];
    case 'pending':
    case 'relaxed':
      return head;
  }
}

function completedLines(trial: CompletedTrial, metric: MetricName, terminal: Terminal): string[] {
  const { curve, metrics } = trial;
  const others = Object.entries(metrics).filter(([name]) => name !== metric);
  return [
    labelled(
      metricLabel(metric),
      `${formatScore(trial.score)} at epoch ${trial.bestEpoch} of ${trial.epochs}`,
      terminal,
    ),
    labelled('loss', formatScore(trial.loss), terminal),
    labelled('parameters', formatNumber(trial.parameters), terminal),
    ...others.map(([name, value]) => labelled(metricLabel(name), formatScore(value), terminal)),
    curveLine('training loss', curve.trainingLoss, terminal),
    curveLine('validation loss', curve.validationLoss, terminal),
    curveLine(`validation ${metricLabel(metric)}`.slice(0, labelWidth - 1), curve.validationScore, terminal),
  ];
}

/** The curve with its first and its last value. */
function curveLine(label: string, values: readonly number[], terminal: Terminal): string {
  const first = formatScore(values[0] ?? Number.NaN);
  const last = formatScore(values.at(-1) ?? Number.NaN);
  const room = terminal.width() - labelWidth - 2 - first.length - last.length - 2;
  const width = Math.max(8, Math.min(widestCurve, room));
  return labelled(label, `${first} ${sparkline(values, width)} ${last}`, terminal);
}

/** A stopping rule's word stands in the history and is no trial. */
const stopLines = (observations: readonly Observation[], terminal: Terminal): string[] =>
  observations
    .filter(({ state, trials }) => state === 'stopped' && trials.length === 0)
    .flatMap(({ epochs, round }) => [
      '',
      labelled('stopped', `at ${plural(epochs, 'epoch')}, in round ${round + 1}`, terminal),
    ]);
