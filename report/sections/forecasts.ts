import type { ReportData } from '../../shared/result.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatNumber } from '../page/format.js';
import type { PageData } from '../page-data.ts';
import { plural, shortened } from '../words.ts';

/** A series' forecasts beside what came, and how their error grows with the distance. */
export function forecastFigures(
  { dataset, verdict, samples }: ReportData,
  { forecasts }: PageData,
): Markup | undefined {
  if (forecasts === undefined) return undefined;
  const { horizon, steps, errors } = forecasts;
  const rows = samples?.forecasts?.rows ?? 0;
  const target = shortened(dataset.target, 40);
  const [first, last] = [errors[0]?.[0] ?? 0, errors.at(-1)?.[0] ?? 0];
  return html`
    <figure>
      <figcaption><h3>Forecasts and what came</h3>
        <p><b>${target}</b>, step by step through the ${
          rows < verdict.testRows ? `last ${formatCount(rows)} of ${plural(verdict.testRows, 'test row')}` : 'test rows'
        }: as it came, and as it was forecast one step before${horizon > 1 ? ` and ${horizon} steps before` : ''}.</p></figcaption>
      <div id="forecasts" class="chart" role="img" aria-label="Forecasts of ${target} and the truth over ${plural(steps.length, 'step')}."></div>
    </figure>
    ${
      errors.length < 2
        ? undefined
        : html`
    <figure>
      <figcaption><h3>Error by step</h3><p>On all test rows, for each step of the horizon.</p></figcaption>
      <div id="step-errors" class="chart" role="img" aria-label="RMSE goes from ${formatNumber(first)} at step 1 to ${formatNumber(last)} at step ${errors.length}."></div>
    </figure>`
    }`;
}
