// @ts-check
import { axisLook, clamp, extent, padded, rangeAxis } from './axis.js';
import { mountChart } from './chart.js';
import { formatNumber, formatScore } from './format.js';
import { eachMark, tooltipContent, tooltipLook } from './tooltip.js';

/** @typedef {import('../front-data.ts').PageFront} PageFront */
/** @typedef {PageFront['points'][number]} FrontPoint */

/** Below this ratio of the largest to the smallest cost a logarithmic axis has no labels. */
const logarithmicFrom = 10;

/**
 * @param {import('./theme.js').Theme} theme
 * @param {string} label
 * @param {readonly [number, number]} range
 * @returns {import('echarts').XAXisComponentOption}
 */
function costAxis(theme, label, [low, high]) {
  const look = {
    nameGap: 26,
    splitLine: { show: false },
    axisLine: { show: true, onZero: false, lineStyle: { color: theme.line } },
  };
  if (high < logarithmicFrom * low) return { ...rangeAxis(theme, label, padded([low, high])), ...look };
  const axis = axisLook(theme, label);
  return {
    ...axis,
    ...look,
    type: 'log',
    min: low / 1.15,
    max: high * 1.15,
    axisLabel: { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false },
  };
}

/**
 * The score against one cost: all candidates, those on the front, the chosen one, and the bounds.
 * @param {HTMLElement} element
 * @param {import('../page-data.ts').PageData} page
 * @param {PageFront} front
 * @param {number} cost
 */
function drawFront(element, page, front, cost) {
  const { label, bounds } = /** @type {PageFront['costs'][number]} */ (front.costs[cost]);
  const { metric } = page;
  const scoreRange = extent(front.points.map(({ score }) => clamp(score, page.scoreRange)));
  const costOf = (/** @type {FrontPoint} */ point) => Math.max(Number.MIN_VALUE, point.costs[cost] ?? 0);
  const place = (/** @type {FrontPoint} */ point) => [costOf(point), clamp(point.score, scoreRange)];
  const chosen = front.points.filter(({ id }) => id === page.winner);
  const onFront = front.points.filter((point) => point.onFront).sort((a, b) => costOf(a) - costOf(b));
  const others = front.points.filter((point) => !point.onFront);
  const [low, high] = extent([...front.points.map(costOf), ...bounds.filter((bound) => bound > 0)]);
  const series = [others, onFront, chosen];
  const names = [metric.label, 'On the front', 'Chosen'];
  mountChart(element, (theme, width) => ({
    height: width < 500 ? 300 : 360,
    option: {
      grid: { left: 8, right: 16, top: 36, bottom: 26, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      legend: {
        top: 0,
        left: 0,
        textStyle: { color: theme.text },
        itemWidth: 14,
        itemHeight: 9,
        data: names.filter((_name, index) => (series[index]?.length ?? 0) > 0),
      },
      tooltip: {
        ...tooltipLook(theme),
        formatter: eachMark((mark) => {
          const point = series[mark.series]?.[mark.index];
          if (point === undefined) return undefined;
          return tooltipContent(`${metric.label} ${formatScore(point.score)}`, [
            ['candidate', point.id.slice(0, 8)],
            ...front.costs.map((one, at) => /** @type {const} */ ([one.label, formatNumber(point.costs[at] ?? 0)])),
          ]);
        }),
      },
      xAxis: costAxis(theme, label, [low, high]),
      yAxis: rangeAxis(theme, '', padded(scoreRange)),
      series: [
        {
          name: names[0],
          type: 'scatter',
          color: theme.point,
          symbolSize: others.length > 400 ? 5 : 7,
          itemStyle: { opacity: others.length > 400 ? 0.5 : 0.7 },
          data: others.map(place),
          ...(bounds.length === 0
            ? {}
            : {
                markLine: {
                  silent: true,
                  symbol: 'none',
                  lineStyle: { color: theme.failed, type: /** @type {const} */ ('dashed') },
                  label: { show: false },
                  data: bounds.map((bound) => ({ xAxis: bound })),
                },
              }),
        },
        {
          name: names[1],
          type: 'line',
          // Between two points of the front the cheaper one is what is to be had.
          step: 'end',
          color: theme.best,
          symbol: 'circle',
          symbolSize: 8,
          showAllSymbol: true,
          lineStyle: { width: front.line ? 2 : 0 },
          data: onFront.map(place),
          z: 3,
        },
        {
          name: names[2],
          type: 'scatter',
          symbol: 'diamond',
          symbolSize: 18,
          color: theme.accent,
          itemStyle: { borderColor: theme.surface, borderWidth: 2 },
          data: chosen.map(place),
          z: 4,
        },
      ],
    },
  }));
}

/**
 * A plot for each cost that counted.
 * @param {HTMLElement} container
 * @param {import('../page-data.ts').PageData} page
 */
export function drawFronts(container, page) {
  const { front, metric } = page;
  front?.costs.forEach(({ label }, index) => {
    const chart = document.createElement('div');
    chart.className = 'chart';
    chart.setAttribute('role', 'img');
    chart.setAttribute('aria-label', `${metric.label} against ${label}, the front and the chosen candidate.`);
    container.append(chart);
    drawFront(chart, page, front, index);
  });
}
