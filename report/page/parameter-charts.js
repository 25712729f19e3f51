// @ts-check
import { axisLook, clamp, extent, median, padded, rangeAxis } from './axis.js';
import { mountChart } from './chart.js';
import { eachMark, pointTooltip, tooltipLook } from './tooltip.js';

/** @typedef {import('../page-data.ts').PageData} PageData */

/** Marks in one of many small plots. */
const mostMarks = 500;

/**
 * Spreads a strip's points by the golden ratio: even, and the same in every drawing.
 * @param {number} index
 * @returns {number} from −0.3 to 0.3
 */
const jitter = (index) => ((index * 0.618034) % 1) * 0.6 - 0.3;

/**
 * @param {PageData} page
 * @param {number} index
 * @param {import('./theme.js').Theme} theme
 * @returns {import('echarts').XAXisComponentOption}
 */
function parameterXAxis(page, index, theme) {
  const parameter = /** @type {import('../parameters.ts').PageParameter} */ (page.parameters[index]);
  const { categories, low, high, scale } = parameter;
  const look = axisLook(theme, '');
  if (scale === 'log') {
    return {
      ...look,
      type: 'log',
      min: low * 0.8,
      max: high * 1.25,
      splitLine: { show: false },
      axisLabel: { ...look.axisLabel, showMinLabel: false, showMaxLabel: false },
    };
  }
  if (scale === 'linear') {
    return { ...rangeAxis(theme, '', padded([low, high])), splitNumber: 4, splitLine: { show: false } };
  }
  const places = categories.map((_name, place) => place);
  return {
    ...look,
    type: 'value',
    min: -0.5,
    max: categories.length - 0.5,
    splitLine: { show: false },
    axisLabel: {
      color: theme.quiet,
      fontSize: 11,
      customValues: places,
      rotate: categories.length > 4 && categories.some((name) => name.length > 4) ? 40 : 0,
      width: 70,
      overflow: 'truncate',
      hideOverlap: true,
      formatter: (/** @type {number} */ value) => categories[value] ?? '',
    },
  };
}

/**
 * One small plot: the score against one hyperparameter.
 * @param {HTMLElement} element
 * @param {PageData} page
 * @param {number} index
 */
function drawParameter(element, page, index) {
  const strips = page.parameters[index]?.scale === 'category';
  const { scoreRange } = page;
  const present = page.points.filter((point) => typeof point.values[index] === 'number');
  const step = Math.max(1, present.length / mostMarks);
  const marks = Array.from(
    { length: Math.min(present.length, mostMarks) },
    (_item, i) => present[Math.floor(i * step)],
  ).flatMap((point) => point ?? []);
  const medians = strips
    ? (page.parameters[index]?.categories ?? []).flatMap((_name, place) => {
        const scores = present.filter((point) => point.values[index] === place).map(({ score }) => score);
        return scores.length === 0 ? [] : [[place, clamp(median(scores), scoreRange)]];
      })
    : [];
  mountChart(element, (theme) => ({
    height: 220,
    option: {
      grid: { left: 4, right: 12, top: 10, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      tooltip: {
        ...tooltipLook(theme),
        formatter: eachMark((mark) => {
          const point = marks[mark.index];
          return point === undefined ? undefined : pointTooltip(page, point);
        }),
      },
      xAxis: parameterXAxis(page, index, theme),
      yAxis: { ...rangeAxis(theme, '', padded(scoreRange)), splitNumber: 3 },
      series: [
        {
          type: 'scatter',
          symbolSize: 5,
          color: theme.point,
          itemStyle: { opacity: marks.length > 150 ? 0.45 : 0.7 },
          data: marks.map((point, i) => [
            Number(point.values[index]) + (strips ? jitter(i) : 0),
            clamp(point.score, scoreRange),
          ]),
        },
        {
          type: 'scatter',
          silent: true,
          symbol: 'rect',
          symbolSize: [22, 3],
          color: theme.best,
          data: medians,
          z: 3,
        },
      ],
    },
  }));
}

/**
 * A small plot for each hyperparameter.
 * @param {HTMLElement} container
 * @param {PageData} page
 */
export function drawParameters(container, page) {
  page.parameters.forEach(({ label }, index) => {
    const figure = document.createElement('figure');
    const caption = document.createElement('figcaption');
    caption.textContent = label;
    const chart = document.createElement('div');
    chart.className = 'chart';
    chart.setAttribute('role', 'img');
    const [low, high] = extent(page.points.map(({ score }) => score));
    chart.setAttribute('aria-label', `${page.metric.label} against ${label}; scores from ${low} to ${high}.`);
    figure.append(caption, chart);
    container.append(figure);
    drawParameter(chart, page, index);
  });
}
