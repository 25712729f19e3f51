// @ts-check
import { extent, padded, rangeAxis } from './axis.js';
import { mountChart } from './chart.js';
import { formatNumber } from './format.js';
import { eachMark, tooltipContent, tooltipLook } from './tooltip.js';

/** @typedef {readonly (readonly [number, number])[]} Predictions Truth and prediction. */

/**
 * @param {HTMLElement} element
 * @param {Predictions} predictions
 * @param {{ x: string, square: boolean, place: (row: readonly [number, number]) => [number, number] }} plot
 */
function drawScatter(element, predictions, plot) {
  const marks = predictions.map(plot.place);
  const both = padded(extent(marks.flat()));
  const [xs, ys] = plot.square
    ? [both, both]
    : [padded(extent(marks.map(([x]) => x))), padded(extent(marks.map(([, y]) => y)))];
  mountChart(element, (theme) => {
    return {
      height: 340,
      option: {
        grid: { left: 4, right: 12, top: 12, bottom: 26, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
        tooltip: {
          ...tooltipLook(theme),
          formatter: eachMark((mark) => {
            const [truth, predicted] = predictions[mark.index] ?? [0, 0];
            return tooltipContent(`Predicted ${formatNumber(predicted)}`, [
              ['true', formatNumber(truth)],
              ['residual', formatNumber(predicted - truth)],
            ]);
          }),
        },
        xAxis: { ...rangeAxis(theme, plot.x, xs), nameGap: 28, splitNumber: 4 },
        yAxis: { ...rangeAxis(theme, '', ys), splitNumber: 4 },
        series: [
          {
            type: 'scatter',
            symbolSize: 6,
            color: theme.point,
            itemStyle: { opacity: marks.length > 400 ? 0.4 : 0.65 },
            data: marks,
            markLine: {
              silent: true,
              symbol: 'none',
              precision: 12,
              label: { show: false },
              lineStyle: { color: theme.best, type: 'solid', width: 1.5 },
              data: [
                plot.square
                  ? [{ coord: [both[0], both[0]] }, { coord: [both[1], both[1]] }]
                  : [{ coord: [xs[0], 0] }, { coord: [xs[1], 0] }],
              ],
            },
          },
        ],
      },
    };
  });
}

/**
 * @param {HTMLElement} element
 * @param {Predictions} predictions
 */
export const drawPredicted = (element, predictions) =>
  drawScatter(element, predictions, { x: 'true', square: true, place: ([truth, predicted]) => [truth, predicted] });

/**
 * @param {HTMLElement} element
 * @param {Predictions} predictions
 */
export const drawResiduals = (element, predictions) =>
  drawScatter(element, predictions, {
    x: 'predicted',
    square: false,
    place: ([truth, predicted]) => [predicted, predicted - truth],
  });
