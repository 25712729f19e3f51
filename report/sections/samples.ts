import type { ReportData } from '../../shared/result.ts';
import type { ImageSamples } from '../../shared/samples.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatNumber } from '../page/format.js';
import { encodePng } from '../png.ts';
import { plural, shortened } from '../words.ts';

/** Single test rows that can be seen, with what the model made of them. */
export function samplesFigure({ dataset, verdict, samples }: ReportData): Markup | undefined {
  const images = samples?.images;
  if (images === undefined || images.rows.length === 0) return undefined;
  return html`
    <figure>
      <figcaption><h3>Sample predictions</h3>
        <p>${dataset.task === 'regression' ? 'The largest errors first' : mistakes(verdict.confusion ?? [])}; the others stand at even
        distances in the test rows.</p></figcaption>
      <ol class="samples">${images.rows.map((row) => sample(row, images, dataset))}</ol>
    </figure>`;
}

function mistakes(confusion: readonly (readonly number[])[]): string {
  const rows = confusion.flat().reduce((sum, count) => sum + count, 0);
  const right = confusion.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  const wrong = rows - right;
  return wrong === 0 ? 'There are no mistakes' : `The surest of ${plural(wrong, 'mistake')} first`;
}

type Sample = ImageSamples['rows'][number];

function sample(row: Sample, images: ImageSamples, dataset: ReportData['dataset']): Markup {
  const { truth, predicted, probability } = row;
  const { width, height } = images;
  const name = (value: number): string =>
    dataset.task === 'regression' ? formatNumber(value) : shortened(dataset.classes[value] ?? `class ${value}`, 40);
  const right = probability !== undefined && truth === predicted;
  const sure = probability === undefined ? undefined : html` <small>${formatPercent(probability)}</small>`;
  const png = encodePng(Buffer.from(row.pixels, 'base64'), images);
  return html`<li${right || probability === undefined ? undefined : html` class="wrong"`}><img src="data:image/png;base64,${Buffer.from(png).toString('base64')}" width="${width}" height="${height}" alt="Data row ${formatCount(row.row + 1)}"><span><b>${name(predicted)}</b>${sure}</span>${
    right ? undefined : html`<span>truly <b>${name(truth)}</b></span>`
  }</li>`;
}

const formatPercent = (share: number): string => `${share > 0.995 && share < 1 ? '> 99' : (100 * share).toFixed(0)} %`;
