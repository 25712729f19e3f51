import type { ReportData } from '../../shared/result.ts';
import { html, type Markup } from '../html.ts';
import { formatCount } from '../page/format.js';
import { plural, shortened, taskLabels } from '../words.ts';

type Dataset = ReportData['dataset'];

/** A page with ten thousand rows of columns helps nobody. */
const mostColumns = 300;
const mostClasses = 20;

function share(rows: number, of: number): string {
  const percent = (100 * rows) / Math.max(1, of);
  return percent > 0 && percent < 1 ? '<1 %' : `${percent.toFixed(0)} %`;
}

function splitBar(dataset: Dataset): Markup {
  const parts = [
    { name: 'Training', rows: dataset.trainingRows, kind: 'training' },
    { name: 'Validation', rows: dataset.validationRows, kind: 'validation' },
    { name: 'Test, sealed', rows: dataset.sealedRows, kind: 'sealed' },
  ];
  const total = parts.reduce((sum, { rows }) => sum + rows, 0);
  return html`
    <svg class="split" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">${parts.map(
      ({ rows, kind }, index) => {
        const start = parts.slice(0, index).reduce((sum, part) => sum + part.rows, 0);
        const [x, width] = [start, rows].map((value) => ((100 * value) / Math.max(1, total)).toFixed(3));
        return html`<rect class="${kind}" x="${x}" y="0" width="${width}" height="4"/>`;
      },
    )}</svg>
    <ul class="legend">${parts.map(
      ({ name, rows, kind }) =>
        html`<li><span class="swatch ${kind}"></span>${name} <b>${formatCount(rows)}</b> <span class="quiet">${share(rows, total)}</span></li>`,
    )}</ul>`;
}

function classList({ classes, classCounts, rows }: Dataset): Markup | undefined {
  if (classes.length === 0) return undefined;
  const rest = classes.length - mostClasses;
  return html`<h3>Classes</h3>
    <ul class="legend">${classes
      .slice(0, mostClasses)
      .map(
        (name, index) =>
          html`<li>${shortened(name, 40)} <b>${formatCount(classCounts[index] ?? 0)}</b> <span class="quiet">${share(classCounts[index] ?? 0, rows)}</span></li>`,
      )}${rest > 0 ? html`<li>and ${formatCount(rest)} more</li>` : undefined}</ul>`;
}

function columnRow(column: Dataset['columns'][number], dataset: Dataset): Markup {
  const { name, type, dropped, missing, features } = column;
  const use =
    name === dataset.target
      ? html`<b>Target</b>`
      : type === 'image' || type === 'text'
        ? html`${dataset.featureShape.join(' × ')}`
        : dropped === undefined && type !== 'drop'
          ? html`${plural(features.length, 'feature')}`
          : html`<span class="dropped">Dropped</span> ${dropped === undefined ? '' : shortened(dropped, 200)}`;
  return html`<tr><th scope="row">${shortened(name, 120)}</th><td>${type === 'drop' ? '–' : type}</td><td class="number">${
    missing === 0 ? html`<span class="quiet">0</span>` : missingInWords(missing, dataset)
  }</td><td class="use">${use}</td></tr>`;
}

/** Rows of a series or of sequences are not the table's, and a share of them says nothing. */
const missingInWords = (missing: number, { kind, rows }: Dataset): string =>
  kind !== 'series' && kind !== 'sequences'
    ? `${formatCount(missing)} (${share(missing, rows)})`
    : formatCount(missing);

/** What went in: the columns, what became of them, and how the rows were divided. */
export function datasetSection({ dataset }: ReportData): Markup {
  const features = dataset.featureShape.join(' × ');
  const dropped = dataset.columns.filter(({ type, dropped: why }) => type === 'drop' || why !== undefined).length;
  const folds = dataset.folds === 1 ? 'a single holdout' : `${dataset.folds}-fold cross-validation`;
  const hidden = dataset.columns.length - mostColumns;
  return html`
  <section id="dataset" aria-labelledby="dataset-title">
    <h2 id="dataset-title">The dataset</h2>
    <p>${taskLabels[dataset.task]}: <b>${shortened(dataset.target, 120)}</b> from ${plural(dataset.rows, 'row')} of
      ${shortened(dataset.name, 120)}, ${
        dataset.kind === 'images'
          ? html`images of ${features}`
          : html`${plural(dataset.columns.length, 'column')} made into ${features} features`
      }${dropped === 0 ? '' : `, ${dropped} dropped`}. Trials were judged by ${folds}.</p>
    ${dataset.notes.length === 0 ? undefined : html`<ul class="notes">${dataset.notes.slice(0, 50).map((note) => html`<li>${shortened(note, 400)}</li>`)}</ul>`}
    <h3>Split</h3>
    ${splitBar(dataset)}
    ${classList(dataset)}
    <h3>Columns</h3>
    <div class="scroll" role="region" aria-label="Columns of the dataset" tabindex="0">
      <table>
        <caption class="unseen">Columns of the dataset</caption>
        <thead><tr><th scope="col">Column</th><th scope="col">Type</th><th scope="col" class="number">Missing</th><th scope="col">Use</th></tr></thead>
        <tbody>${dataset.columns.slice(0, mostColumns).map((column) => columnRow(column, dataset))}</tbody>
      </table>
    </div>
    ${hidden > 0 ? html`<p class="note">${plural(hidden, 'more column')} not shown.</p>` : undefined}
  </section>`;
}
