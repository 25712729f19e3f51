import type { ReportData } from '../../shared/result.ts';
import { html, type Markup } from '../html.ts';
import { formatScore } from '../page/format.js';
import type { PageData } from '../page-data.ts';
import { describeParameters } from '../parameters.ts';
import { metricLabel, plural } from '../words.ts';

function fixedNote(data: ReportData): Markup | undefined {
  const { fixed } = describeParameters(data.leaderboard.rows.slice(0, 5000).map(({ candidate }) => candidate));
  if (fixed.length === 0) return undefined;
  return html`<p class="note">The same wherever set: ${fixed
    .slice(0, 30)
    .map(({ label, value }) => `${label} ${value}`)
    .join(', ')}.</p>`;
}

function trialsLabel(data: ReportData, page: PageData): string {
  const [first, last] = [page.incumbent[0], page.incumbent.at(-1)];
  if (first === undefined || last === undefined) return 'No observation has a score.';
  return `The best ${metricLabel(data.verdict.metric)} goes from ${formatScore(first[1])} at observation ${first[0]} to ${formatScore(last[1])} after ${plural(page.trials, 'observation')}.`;
}

/** How the score came about: over the trials, and over the epochs of the best. */
export function searchSection(data: ReportData, page: PageData): Markup {
  const shown = page.points.length + page.failures.length;
  const metric = metricLabel(data.verdict.metric);
  return html`
  <section id="search" aria-labelledby="search-title">
    <h2 id="search-title">The search</h2>
    <figure>
      <figcaption><h3>Score over trials</h3>
        <p>Each point is a candidate’s validation ${metric} at one budget; the line is the best so far.${
          shown < page.trials
            ? ` ${plural(shown, 'observation')} of ${page.trials.toLocaleString('en-GB')} are drawn: every new best and an even sample of the rest.`
            : ''
        }</p></figcaption>
      <div id="trials" class="chart" role="img" aria-label="${trialsLabel(data, page)}"></div>
    </figure>
    ${
      page.curves.length === 0
        ? undefined
        : html`
    <figure>
      <figcaption><h3>Learning curves</h3><p>Of the best candidates, on the first fold.</p></figcaption>
      <div id="curve-controls" class="controls"></div>
      <div id="curves" class="chart" role="img" aria-label="Learning curves of the ${plural(page.curves.length, 'best candidate')}, epoch by epoch."></div>
    </figure>`
    }
  </section>
  ${
    page.parameters.length === 0
      ? undefined
      : html`
  <section id="hyperparameters" aria-labelledby="hyperparameters-title">
    <h2 id="hyperparameters-title">Hyperparameters</h2>
    <figure>
      <figcaption><h3>All at once</h3>
        <p>One line a candidate, the stronger its colour the better its score. Drag along an axis to keep only the lines
        that pass there; click it to keep all again.</p></figcaption>
      <div id="parallel" class="chart" role="img" aria-label="Parallel coordinates of ${plural(page.parameters.length, 'hyperparameter')} and the score. The leaderboard below has the same values as a table."></div>
    </figure>
    <figure>
      <figcaption><h3>One by one</h3>
        <p>Validation ${metric} against each hyperparameter. In strips the bar marks the median.</p></figcaption>
      <div id="parameters" class="multiples"></div>
    </figure>
    ${fixedNote(data)}
  </section>`
  }`;
}
