// @ts-check
import { drawComparison } from './comparison-chart.js';
import { drawConfusion } from './confusion-chart.js';
import { drawCurves } from './curves-chart.js';
import { drawForecasts, drawStepErrors } from './forecast-charts.js';
import { drawFronts } from './front-chart.js';
import { drawLeaderboard } from './leaderboard-table.js';
import { drawParallel } from './parallel-chart.js';
import { drawParameters } from './parameter-charts.js';
import { drawPredicted, drawResiduals } from './regression-charts.js';
import { drawTrials } from './trials-chart.js';

/** @type {import('../page-data.ts').PageData} */
const page = JSON.parse(document.getElementById('report-data')?.textContent ?? '');

/**
 * Sections that the search gave nothing for are not in the page.
 * @param {string} id
 * @param {(element: HTMLElement) => void} draw
 */
function within(id, draw) {
  const element = document.getElementById(id);
  if (element !== null) draw(element);
}

const { confusion, forecasts, predictions } = page;
within('comparison', (element) => drawComparison(element, page));
within('fronts', (element) => drawFronts(element, page));
within('trials', (element) => drawTrials(element, page));
within('curves', (element) => within('curve-controls', (controls) => drawCurves(element, controls, page)));
within('parallel', (element) => drawParallel(element, page));
within('parameters', (element) => drawParameters(element, page));
if (confusion !== undefined) within('confusion', (element) => drawConfusion(element, confusion));
if (forecasts !== undefined) {
  within('forecasts', (element) => drawForecasts(element, forecasts));
  within('step-errors', (element) => drawStepErrors(element, forecasts));
}
if (predictions !== undefined) {
  within('predicted', (element) => drawPredicted(element, predictions));
  within('residuals', (element) => drawResiduals(element, predictions));
}
drawLeaderboard(
  {
    table: /** @type {HTMLTableElement} */ (document.getElementById('board')),
    filter: /** @type {HTMLInputElement} */ (document.getElementById('filter')),
    matches: /** @type {HTMLElement} */ (document.getElementById('matches')),
    more: /** @type {HTMLButtonElement} */ (document.getElementById('more')),
  },
  page,
);
