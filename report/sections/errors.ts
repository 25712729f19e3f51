import type { ReportData } from '../../shared/result.ts';
import type { ConfusionTable } from '../confusion.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatScore } from '../page/format.js';
import type { PageData } from '../page-data.ts';
import { plural, shortened } from '../words.ts';
import { forecastFigures } from './forecasts.ts';
import { samplesFigure } from './samples.ts';

/** Precision and recall are the columns and the rows of the matrix, read one class at a time. */
function classTable({ classes, counts, merged }: ConfusionTable): Markup {
  // Classes drawn as one are mistaken for each other within their cell: it says nothing of them.
  const share = (part: number, whole: number, index: number): string =>
    whole === 0 || (merged > 0 && index === classes.length - 1) ? '–' : formatScore(part / whole);
  return html`
        <div class="scroll" role="region" aria-label="Precision and recall of each class" tabindex="0">
          <table>
            <caption class="unseen">Precision and recall of each class</caption>
            <thead><tr><th scope="col">Class</th><th scope="col" class="number">Rows</th><th scope="col" class="number">Recall</th><th scope="col" class="number">Precision</th></tr></thead>
            <tbody>${classes.map((name, index) => {
              const rows = counts[index]?.reduce((sum, count) => sum + count, 0) ?? 0;
              const predicted = counts.reduce((sum, row) => sum + (row[index] ?? 0), 0);
              const right = counts[index]?.[index] ?? 0;
              return html`<tr><th scope="row">${name}</th><td class="number">${formatCount(rows)}</td><td class="number">${share(right, rows, index)}</td><td class="number">${share(right, predicted, index)}</td></tr>`;
            })}</tbody>
          </table>
        </div>`;
}

function confusionFigure(data: ReportData, page: PageData): Markup | undefined {
  const { confusion } = page;
  if (confusion === undefined) return undefined;
  const right = (data.verdict.confusion ?? []).reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  const others = confusion.merged === 0 ? '' : ` The ${confusion.merged} rarest classes are drawn as one.`;
  return html`
    <figure>
      <figcaption><h3>Confusion matrix</h3>
        <p>Test rows by their true and their predicted class. Colour is the share of the true class.${others}</p></figcaption>
      <div class="beside ${confusion.classes.length > 10 ? 'many' : ''}">
        <div id="confusion" class="chart" role="img" aria-label="Confusion matrix of ${plural(confusion.classes.length, 'class').replace('classs', 'classes')}: ${right} of ${plural(data.verdict.testRows, 'row')} lie on the diagonal."></div>
        ${classTable(confusion)}
      </div>
    </figure>`;
}

function regressionFigures(data: ReportData, page: PageData): Markup | undefined {
  if (page.predictions === undefined || page.predictions.length === 0) return undefined;
  const target = shortened(data.dataset.target, 40);
  // A row of a series has an answer for each step of the horizon.
  const rows = plural(page.predictions.length, data.dataset.horizon === undefined ? 'test row' : 'forecast');
  return html`
    <div class="pair">
      <figure>
        <figcaption><h3>Predicted against true</h3><p>${rows}; on the line the prediction is right.</p></figcaption>
        <div id="predicted" class="chart" role="img" aria-label="Predicted against true ${target} for ${rows}."></div>
      </figure>
      <figure>
        <figcaption><h3>Residuals</h3><p>Predicted less true; a pattern is something missed.</p></figcaption>
        <div id="residuals" class="chart" role="img" aria-label="Residuals against predicted ${target} for ${rows}."></div>
      </figure>
    </div>`;
}

/** Where the model errs, on the sealed rows. */
export function errorsSection(data: ReportData, page: PageData): Markup | undefined {
  const content = [
    samplesFigure(data),
    forecastFigures(data, page),
    confusionFigure(data, page),
    regressionFigures(data, page),
  ].filter((part) => part !== undefined);
  if (content.length === 0) return undefined;
  return html`
  <section id="errors" aria-labelledby="errors-title">
    <h2 id="errors-title">Where it errs</h2>
    ${content}
  </section>`;
}
