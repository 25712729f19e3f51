// @ts-check
import { axisLook, clamp, padded, rangeAxis } from './axis.js';
import { mountChart } from './chart.js';
import { formatScore } from './format.js';
import { eachMark, pointTooltip, tooltipContent, tooltipLook } from './tooltip.js';

/**
 * Every drawn observation, the best score so far, and the failures along the bottom.
 * @param {HTMLElement} element
 * @param {import('../page-data.ts').PageData} page
 */
export function drawTrials(element, page) {
  const { metric, points, failures, scoreRange } = page;
  const range = padded(scoreRange);
  mountChart(element, (theme, width) => ({
    height: width < 500 ? 300 : 360,
    option: {
      grid: {
        left: 8,
        right: 12,
        top: width < 340 ? 60 : 36,
        bottom: 26,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      legend: { top: 0, left: 0, textStyle: { color: theme.text }, itemWidth: 14, itemHeight: 9 },
      tooltip: {
        ...tooltipLook(theme),
        formatter: eachMark((mark) => {
          const index = mark.index;
          if (mark.series === 0) {
            const point = points[index];
            return point === undefined ? undefined : pointTooltip(page, point);
          }
          if (mark.series === 1) {
            const [trial, score] = page.incumbent[index] ?? [0, 0];
            return tooltipContent(`Best so far ${formatScore(score)}`, [['observation', String(trial)]]);
          }
          const failure = failures[index];
          return failure === undefined
            ? undefined
            : tooltipContent(failure.reason, [['observation', String(failure.trial)]]);
        }),
      },
      xAxis: {
        ...axisLook(theme, 'observation'),
        nameGap: 26,
        type: 'value',
        min: 0,
        max: page.trials + 1,
        minInterval: 1,
        axisLine: { show: true, onZero: false, lineStyle: { color: theme.line } },
        splitLine: { show: false },
        axisLabel: { ...axisLook(theme, '').axisLabel, showMaxLabel: false },
      },
      yAxis: rangeAxis(theme, '', range),
      series: [
        {
          name: metric.label,
          type: 'scatter',
          color: theme.point,
          symbolSize: points.length > 400 || width < 500 ? 5 : 8,
          itemStyle: { opacity: points.length > 400 ? 0.5 : 0.7 },
          data: points.map(({ trial, score }) => {
            const shown = clamp(score, scoreRange);
            // Off the scale: an arrow at the edge instead of a lie about where it is.
            return shown === score
              ? [trial, score]
              : { value: [trial, shown], symbol: 'triangle', symbolRotate: score < shown ? 180 : 0 };
          }),
        },
        {
          name: 'Best so far',
          type: 'line',
          step: 'end',
          color: theme.best,
          symbol: 'circle',
          symbolSize: 5,
          showAllSymbol: true,
          lineStyle: { width: 2 },
          data: page.incumbent.map(([trial, score]) => [trial, clamp(score, scoreRange)]),
          z: 3,
        },
        ...(failures.length === 0
          ? []
          : [
              {
                name: 'Without a score',
                type: /** @type {const} */ ('scatter'),
                symbol: 'path://M0 0L10 10M10 0L0 10',
                symbolSize: 7,
                color: theme.failed,
                itemStyle: { borderColor: theme.failed, borderWidth: 1.5 },
                data: failures.map(({ trial }) => [trial, range[0]]),
                clip: false,
              },
            ]),
      ],
    },
  }));
}
