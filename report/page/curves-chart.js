// @ts-check
import { axisLook } from './axis.js';
import { mountChart } from './chart.js';
import { formatScore } from './format.js';
import { tooltipContent, tooltipLook } from './tooltip.js';

/** @typedef {'validationLoss' | 'trainingLoss' | 'validationScore'} Measure */

/** Drawn at first; more would tangle. */
const firstShown = 4;

/**
 * A selection of what is drawn, and of the candidates it is drawn for.
 * @param {HTMLElement} controls
 * @param {import('../page-data.ts').PageData} page
 * @param {() => void} changed
 */
function curveControls(controls, page, changed) {
  const label = document.createElement('label');
  label.textContent = 'Show ';
  const select = document.createElement('select');
  const measures = /** @type {const} */ ([
    ['validationLoss', 'Validation loss'],
    ['trainingLoss', 'Training loss'],
    ['validationScore', `Validation ${page.metric.label}`],
  ]);
  for (const [value, text] of measures) select.append(new Option(text, value));
  select.addEventListener('change', changed);
  label.append(select);
  const group = document.createElement('fieldset');
  const legend = document.createElement('legend');
  legend.textContent = 'Candidates';
  legend.className = 'unseen';
  group.append(legend);
  const boxes = page.curves.map((curve, index) => {
    const choice = document.createElement('label');
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = index < firstShown;
    box.addEventListener('change', changed);
    const swatch = document.createElement('span');
    swatch.className = `swatch series-${index % 6}`;
    const name = document.createElement('span');
    name.textContent = curve.label;
    choice.append(box, swatch, name);
    group.append(choice);
    return box;
  });
  controls.append(label, group);
  return {
    measure: () => /** @type {Measure} */ (select.value),
    shown: (/** @type {number} */ index) => boxes[index]?.checked === true,
  };
}

/**
 * Loss or score over the epochs of the best candidates.
 * @param {HTMLElement} element
 * @param {HTMLElement} controls
 * @param {import('../page-data.ts').PageData} page
 */
export function drawCurves(element, controls, page) {
  const selection = curveControls(controls, page, () => redraw());
  const redraw = mountChart(element, (theme, width) => {
    const measure = selection.measure();
    const shown = page.curves.flatMap((curve, index) => (selection.shown(index) ? [{ curve, index }] : []));
    const values = shown.flatMap(({ curve }) => curve[measure]);
    const least = values.reduce((a, b) => Math.min(a, b), Infinity);
    const greatest = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const log = measure !== 'validationScore' && least > 0 && greatest / least > 30;
    return {
      height: width < 500 ? 280 : 360,
      option: {
        grid: { left: 8, right: 16, top: 12, bottom: 26, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
        tooltip: {
          ...tooltipLook(theme),
          trigger: 'axis',
          formatter: (given) => {
            const marks = (Array.isArray(given) ? given : [given]).map(({ seriesName = '', value }) => ({
              name: seriesName,
              point: Array.isArray(value) ? value.map(Number) : [],
            }));
            return tooltipContent(
              `Epoch ${marks[0]?.point[0] ?? ''}`,
              marks.map(({ name, point }) => [name, formatScore(point[1] ?? NaN)]),
            );
          },
        },
        xAxis: {
          ...axisLook(theme, 'epoch'),
          nameGap: 26,
          type: 'value',
          min: 'dataMin',
          max: 'dataMax',
          minInterval: 1,
          splitLine: { show: false },
        },
        yAxis: { ...axisLook(theme, ''), type: log ? 'log' : 'value', scale: true },
        series: shown.map(({ curve, index }) => ({
          name: curve.label,
          type: /** @type {const} */ ('line'),
          color: theme.series[index % theme.series.length],
          showSymbol: curve.epochs.length === 1,
          lineStyle: { width: 2, type: index < theme.series.length ? 'solid' : 'dashed' },
          data: curve[measure].map((value, place) => [curve.epochs[place] ?? 0, value]),
        })),
      },
    };
  });
}
