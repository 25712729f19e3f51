import type { ReportData } from '../../shared/result.ts';
import { choiceInWords } from '../choice.ts';
import { championInWords, comparisonInWords } from '../comparison.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatScore } from '../page/format.js';
import { winnerInWords } from '../structure/winner.ts';
import { capitalise, metricLabel, plural, shortened } from '../words.ts';

const tile = (label: string, value: string, note?: string): Markup => html`
      <div class="tile">
        <dt>${label}</dt>
        <dd>${value}${note === undefined ? undefined : html`<small>${note}</small>`}</dd>
      </div>`;

/** The winner and the baselines by every metric, the search's own first. */
function metricsTable({ verdict }: ReportData): Markup {
  const names = [verdict.metric, ...Object.keys(verdict.testMetrics).filter((name) => name !== verdict.metric)];
  const cell = (value: number | undefined): Markup =>
    html`<td class="number">${value === undefined ? '–' : formatScore(value)}</td>`;
  const rows = verdict.baselines.slice(0, 12);
  return html`
    <div class="scroll" role="region" aria-label="Metrics of the model and the baselines" tabindex="0">
      <table>
        <caption class="unseen">Metrics on the sealed test rows</caption>
        <thead><tr><th scope="col">On the test rows</th>${names.map(
          (name) => html`<th scope="col" class="number">${shortened(capitalise(metricLabel(name)), 40)}</th>`,
        )}</tr></thead>
        <tbody>
          <tr class="chosen"><th scope="row">This model</th>${names.map((name) =>
            cell(name === verdict.metric ? verdict.test.value : verdict.testMetrics[name]),
          )}</tr>
          ${rows.map(
            ({ name, metrics, note }) =>
              html`<tr><th scope="row">${shortened(name)}${note === undefined ? undefined : html` <small>${note}</small>`}</th>${names.map((metric) => cell(metrics[metric]))}</tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function comparisonLabel({ verdict }: ReportData): string {
  const { value, low, high } = verdict.test;
  const baselines = verdict.baselines.flatMap(({ name, metrics }) => {
    const score = metrics[verdict.metric];
    return score === undefined ? [] : [`${shortened(name, 40)} ${formatScore(score)}`];
  });
  const model = `this model ${formatScore(value)}, interval ${formatScore(low)} to ${formatScore(high)}`;
  return `${capitalise(metricLabel(verdict.metric))} on the test rows: ${[model, ...baselines].join('; ')}.`;
}

/** The answer, before anything else. */
export function verdictSection(data: ReportData): Markup {
  const { verdict } = data;
  const { test, winner, candidates } = verdict;
  const tried = candidates.completed + candidates.failed + candidates.stopped;
  const metric = metricLabel(verdict.metric);
  const champion = championInWords(verdict);
  const choice = choiceInWords(verdict);
  return html`
  <section id="verdict" aria-labelledby="verdict-title">
    <h2 id="verdict-title" class="unseen">Verdict</h2>
    <div class="hero">
      <p class="score">
        <strong>${formatScore(test.value)}</strong> <span>${metric} on ${plural(verdict.testRows, 'test row')}</span>
        <small>95 % interval ${formatScore(test.low)} to ${formatScore(test.high)}. The test rows were sealed: no trial
        saw them, and they were scored once. ${verdict.maximise ? 'Higher' : 'Lower'} is better.</small>
      </p>
      <div class="story">
        <p class="lead">${comparisonInWords(verdict)}</p>
        ${champion === undefined ? undefined : html`<p><b>The champion.</b> ${champion}</p>`}
        <p><b>The winner.</b> ${winnerInWords(data)}${choice === undefined ? undefined : ` ${choice}`}</p>
        <p><b>Why the search ended.</b> ${capitalise(shortened(verdict.endedBecause, 400)).replace(/([^.!?])$/, '$1.')}</p>
      </div>
    </div>
    <dl class="tiles">
      ${tile('Validation score', formatScore(winner.validationScore), 'which chose the winner')}
      ${tile('Size', formatCount(winner.parameters), winner.parameters === 1 ? 'parameter' : 'parameters')}
      ${tile('Refit', formatCount(winner.epochs), winner.epochs === 1 ? 'epoch' : 'epochs')}
      ${tile(
        'Candidates tried',
        formatCount(tried),
        `${formatCount(candidates.completed)} completed, ${formatCount(candidates.stopped)} stopped early, ${formatCount(candidates.failed)} failed`,
      )}
    </dl>
    <h3>Beside the baselines</h3>
    <div id="comparison" class="chart" role="img" aria-label="${comparisonLabel(data)}"></div>
    ${metricsTable(data)}
  </section>`;
}
