import type { ReportData } from '../../shared/result.ts';
import { choiceInWords } from '../choice.ts';
import { html, type Markup } from '../html.ts';
import { formatNumber, formatScore } from '../page/format.js';
import type { PageData } from '../page-data.ts';
import { capitalise, metricLabel, plural } from '../words.ts';

/** Rows of the table; the leaderboard has them all. */
const mostRows = 50;

/** What there was to choose from, where costs counted beside the score. */
export function frontSection(data: ReportData, page: PageData): Markup | undefined {
  const { front } = page;
  if (front === undefined) return undefined;
  const metric = metricLabel(data.verdict.metric);
  const points = front.points.filter(({ onFront }) => onFront);
  const rows = points.slice(0, mostRows);
  return html`
  <section id="front" aria-labelledby="front-title">
    <h2 id="front-title">Score and cost</h2>
    <p>${choiceInWords(data.verdict)}</p>
    <figure>
      <figcaption><h3>Score against each cost</h3>
        <p>Validation ${metric} of ${plural(front.points.length, 'candidate')}.${
          points.length > 0 ? ' Those on the front are beaten by no other by every objective.' : ''
        }${front.costs.some(({ bounds }) => bounds.length > 0) ? ' The dashed line is the constraint.' : ''}</p></figcaption>
      <div id="fronts"></div>
    </figure>
    ${
      rows.length === 0
        ? undefined
        : html`
    <div class="scroll" role="region" aria-label="The front" tabindex="0">
      <table>
        <caption class="unseen">Candidates on the front, best score first</caption>
        <thead><tr><th scope="col">On the front</th><th scope="col" class="number">${capitalise(metric)}</th>${front.costs.map(
          ({ label }) => html`<th scope="col" class="number">${capitalise(label)}</th>`,
        )}</tr></thead>
        <tbody>${rows.map(
          ({ id, score, costs }) =>
            html`<tr${id === page.winner ? html` class="chosen"` : undefined}><th scope="row">${id.slice(0, 8)}${
              id === page.winner ? html` <small>chosen</small>` : undefined
            }</th><td class="number">${formatScore(score)}</td>${costs.map(
              (cost) => html`<td class="number">${formatNumber(cost)}</td>`,
            )}</tr>`,
        )}</tbody>
      </table>
    </div>${rows.length < points.length ? html`<p class="note">${plural(points.length - rows.length, 'more candidate')} on the front: see the leaderboard.</p>` : undefined}`
    }
  </section>`;
}
