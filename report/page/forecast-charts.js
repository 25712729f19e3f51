// @ts-check
import { axisLook, extent, padded, rangeAxis } from './axis.js';
import { mountChart } from './chart.js';
import { formatNumber } from './format.js';
import { tooltipContent, tooltipLook } from './tooltip.js';

/** @typedef {import('../forecasts.ts').PageForecasts} PageForecasts */

/** So many steps can be seen at once: of more, the last are shown, and the rest by moving over them. */
const mostSteps = (/** @type {number} */ width) => Math.round(width / 7);

/**
 * The axis of steps, counted from 1.
 * @param {import('./theme.js').Theme} theme
 * @param {string} name
 */
const stepAxis = (theme, name) => ({
  ...axisLook(theme, name),
  nameGap: 26,
  type: /** @type {const} */ ('value'),
  min: 1,
  max: /** @type {const} */ ('dataMax'),
  minInterval: 1,
  splitLine: { show: false },
});

/**
 * A tooltip's lines of what stands at one place of the horizontal axis.
 * @param {import('echarts').TooltipComponentFormatterCallbackParams} given
 * @param {string} name
 */
function atOnePlace(given, name) {
  const marks = (Array.isArray(given) ? given : [given]).map(({ seriesName = '', value }) => ({
    series: seriesName,
    point: Array.isArray(value) ? value : [],
  }));
  return tooltipContent(
    `${name} ${Number(marks[0]?.point[0])}`,
    marks.flatMap(({ series, point: [, y] }) =>
      typeof y === 'number' ? [/** @type {const} */ ([series, formatNumber(y)])] : [],
    ),
  );
}

/**
 * What came and what was forecast of it, step by step.
 * @param {HTMLElement} element
 * @param {PageForecasts} forecasts
 */
export function drawForecasts(element, { steps, horizon }) {
  const range = padded(extent(steps.flat().filter((value) => value !== null)));
  const lines = /** @type {const} */ ([
    ['Truth', 0],
    ['Forecast one step before', 1],
    [`Forecast ${horizon} steps before`, 2],
  ]);
  mountChart(element, (theme, width) => {
    const shown = mostSteps(width);
    const zoomed = steps.length > shown;
    const looks = [
      { color: theme.text, width: 1.5, type: /** @type {const} */ ('solid') },
      { color: theme.accent, width: 1.5, type: /** @type {const} */ ('solid') },
      { color: theme.best, width: 1.5, type: /** @type {const} */ ('dashed') },
    ];
    return {
      height: (width < 500 ? 320 : 380) + (zoomed ? 48 : 0),
      option: {
        grid: {
          left: 8,
          right: 16,
          top: width < 500 ? 84 : 36,
          bottom: zoomed ? 74 : 26,
          outerBoundsMode: 'same',
          outerBoundsContain: 'axisLabel',
        },
        legend: {
          top: 0,
          left: 0,
          orient: width < 500 ? 'vertical' : 'horizontal',
          textStyle: { color: theme.text },
          itemWidth: 22,
          itemHeight: 9,
        },
        tooltip: { ...tooltipLook(theme), trigger: 'axis', formatter: (given) => atOnePlace(given, 'Step') },
        xAxis: stepAxis(theme, 'step'),
        yAxis: rangeAxis(theme, '', range),
        ...(zoomed
          ? {
              dataZoom: [
                {
                  type: 'slider',
                  startValue: steps.length - shown + 1,
                  endValue: steps.length,
                  height: 26,
                  bottom: 6,
                  left: 12,
                  right: 16,
                  borderColor: theme.line,
                  fillerColor: `${theme.accent}22`,
                  handleStyle: { color: theme.surface, borderColor: theme.accent },
                  moveHandleStyle: { color: theme.accent },
                  dataBackground: { lineStyle: { color: theme.quiet }, areaStyle: { color: theme.line } },
                  selectedDataBackground: { lineStyle: { color: theme.accent }, areaStyle: { color: theme.line } },
                  showDetail: false,
                },
              ],
            }
          : {}),
        series: lines
          .filter(([, column]) => column < 2 || horizon > 1)
          .map(([name, column]) => ({
            name,
            type: /** @type {const} */ ('line'),
            color: looks[column]?.color,
            symbol: steps.length === 1 ? 'circle' : 'none',
            lineStyle: looks[column],
            data: steps.map((step, place) => [place + 1, step[column] ?? null]),
          })),
      },
    };
  });
}

/**
 * How the error grows with the distance of what is forecast.
 * @param {HTMLElement} element
 * @param {PageForecasts} forecasts
 */
export function drawStepErrors(element, { errors }) {
  const names = /** @type {const} */ (['RMSE', 'MAE']);
  mountChart(element, (theme, width) => ({
    height: width < 500 ? 280 : 320,
    option: {
      grid: { left: 8, right: 16, top: 36, bottom: 26, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      legend: { top: 0, left: 0, textStyle: { color: theme.text }, itemWidth: 22, itemHeight: 9 },
      tooltip: { ...tooltipLook(theme), trigger: 'axis', formatter: (given) => atOnePlace(given, 'Step') },
      xAxis: stepAxis(theme, 'step of the horizon'),
      yAxis: { ...axisLook(theme, ''), type: 'value', min: 0 },
      series: names.map((name, index) => ({
        name,
        type: /** @type {const} */ ('line'),
        color: index === 0 ? theme.accent : theme.point,
        symbol: 'circle',
        symbolSize: 5,
        showSymbol: errors.length <= 40,
        lineStyle: { width: 2 },
        data: errors.map((error, place) => [place + 1, error[index]]),
      })),
    },
  }));
}
