// @ts-check
import { clamp } from './axis.js';
import { mountChart } from './chart.js';
import { formatNumber } from './format.js';
import { eachMark, pointTooltip, tooltipLook } from './tooltip.js';

/** @typedef {import('../page-data.ts').PageData} PageData */

/** More lines than this merge into a surface. */
const mostLines = 400;
/** More axes than this leave no room for their labels. */
const mostAxes = 12;
/** Where a candidate without the parameter crosses its axis: below all values. */
const absent = -0.15;

/**
 * An axis from 0 to 1: one kind of axis draws numbers, decades and categories alike, and has a place for an absent value.
 * @typedef {object} UnitAxis
 * @property {string} label
 * @property {(point: import('../page-data.ts').PagePoint) => number} place
 * @property {readonly (readonly [number, string])[]} ticks
 */

/**
 * @param {number} low
 * @param {number} high
 * @param {boolean} log
 */
function unitScale(low, high, log) {
  const [from, to] = log ? [Math.log(low), Math.log(high)] : [low, high];
  return {
    unit: (/** @type {number} */ value) => (to === from ? 0.5 : ((log ? Math.log(value) : value) - from) / (to - from)),
    value: (/** @type {number} */ unit) => (log ? Math.exp(from + unit * (to - from)) : from + unit * (to - from)),
  };
}

const quarters = [0, 0.25, 0.5, 0.75, 1];

/**
 * The powers of ten in a range; its ends where it has fewer than two.
 * @param {number} low
 * @param {number} high
 */
function decades(low, high) {
  const first = Math.ceil(Math.log10(low));
  const count = Math.floor(Math.log10(high)) - first + 1;
  return count < 2 ? [low, high] : Array.from({ length: count }, (_item, index) => 10 ** (first + index));
}

/**
 * @param {PageData} page
 * @param {number} index
 * @returns {UnitAxis}
 */
function parameterAxis(page, index) {
  const parameter = /** @type {import('../parameters.ts').PageParameter} */ (page.parameters[index]);
  const { categories, low, high, scale, label } = parameter;
  const { unit, value } = unitScale(low, high, scale === 'log');
  const ticks =
    scale === 'category'
      ? categories.map((name, place) => /** @type {const} */ ([unit(place), name]))
      : (scale === 'log' ? decades(low, high) : quarters.map(value)).map(
          (tick) => /** @type {const} */ ([unit(tick), formatNumber(Number(tick.toPrecision(3)))]),
        );
  const missing = page.points.some((point) => (point.values[index] ?? null) === null);
  return {
    label,
    ticks: [...(missing ? [/** @type {const} */ ([absent, 'none'])] : []), ...ticks],
    place: (point) => {
      const given = point.values[index];
      return given === null || given === undefined ? absent : unit(given);
    },
  };
}

/**
 * @param {PageData} page
 * @returns {UnitAxis}
 */
function scoreAxis({ metric, scoreRange }) {
  const { unit, value } = unitScale(scoreRange[0], scoreRange[1], false);
  return {
    label: metric.label,
    ticks: quarters.map((end) => [end, formatNumber(Number(value(end).toPrecision(3)))]),
    place: ({ score }) => clamp(unit(score), [0, 1]),
  };
}

/**
 * The best and an even sample of the others, the best last so that they lie on top.
 * @param {PageData} page
 */
function drawnLines({ points, metric }) {
  const sign = metric.maximise ? 1 : -1;
  const ordered = [...points].sort((a, b) => sign * (a.score - b.score));
  if (ordered.length <= mostLines) return ordered;
  const best = ordered.slice(-mostLines / 4);
  const rest = ordered.slice(0, -mostLines / 4);
  const step = rest.length / (mostLines - best.length);
  return [
    ...Array.from({ length: mostLines - best.length }, (_item, i) => rest[Math.floor(i * step)]),
    ...best,
  ].flatMap((point) => point ?? []);
}

/**
 * A line a candidate through all its hyperparameters; on a phone the axes lie below each other.
 * @param {HTMLElement} element
 * @param {PageData} page
 */
export function drawParallel(element, page) {
  const axes = [...page.parameters.keys()].slice(0, mostAxes).map((index) => parameterAxis(page, index));
  axes.push(scoreAxis(page));
  const lines = drawnLines(page);
  const last = axes.length - 1;
  mountChart(element, (theme, width) => {
    const upright = width / axes.length < 74;
    // Labels stand on lines: an outline in the ground's colour keeps them readable.
    const halo = { textBorderColor: theme.surface, textBorderWidth: 3 };
    return {
      height: upright ? 62 * axes.length + 24 : 380,
      option: {
        tooltip: {
          ...tooltipLook(theme),
          formatter: eachMark((mark) => {
            const point = lines[mark.index];
            return point === undefined ? undefined : pointTooltip(page, point);
          }),
        },
        visualMap: {
          show: false,
          type: 'continuous',
          dimension: last,
          min: 0,
          max: 1,
          inRange: { color: page.metric.maximise ? [...theme.ramp] : theme.ramp.toReversed() },
        },
        parallel: {
          layout: upright ? 'vertical' : 'horizontal',
          left: upright ? 26 : 32,
          right: upright ? 22 : 52,
          top: upright ? 32 : 44,
          bottom: upright ? 28 : 16,
        },
        parallelAxis: axes.map(({ label, ticks }, dim) => ({
          dim,
          name: label,
          type: 'value',
          min: ticks[0]?.[0] === absent ? absent : 0,
          max: 1,
          nameLocation: 'end',
          nameGap: upright ? 10 : 16,
          nameTextStyle: {
            color: theme.text,
            fontSize: width < 1100 && !upright ? 11 : 12,
            ...halo,
            ...(upright ? { align: 'right', verticalAlign: 'bottom', padding: [0, 0, 6, 0] } : {}),
          },
          nameTruncate: { maxWidth: upright ? width - 40 : width / axes.length - 6, ellipsis: '…' },
          axisLine: { lineStyle: { color: theme.quiet } },
          axisTick: { show: false },
          splitLine: { show: false },
          minorTick: { show: false },
          axisLabel: {
            color: theme.quiet,
            fontSize: 11,
            customValues: ticks.map(([place]) => place),
            hideOverlap: true,
            ...(upright ? {} : { width: width / axes.length - 14, overflow: 'truncate' }),
            ...halo,
            formatter: (/** @type {number} */ value) =>
              ticks.find(([place]) => Math.abs(place - value) < 1e-6)?.[1] ?? '',
          },
          areaSelectStyle: { width: 16, borderWidth: 1, borderColor: theme.accent, color: theme.accent, opacity: 0.25 },
        })),
        series: [
          {
            type: 'parallel',
            lineStyle: { width: 1.5, opacity: lines.length > 150 ? 0.4 : 0.6 },
            emphasis: { lineStyle: { width: 3, opacity: 1 } },
            inactiveOpacity: 0.04,
            activeOpacity: 0.8,
            data: lines.map((point) => axes.map(({ place }) => place(point))),
          },
        ],
      },
    };
  });
}
