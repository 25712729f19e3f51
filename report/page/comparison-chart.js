// @ts-check
import { extent, padded, rangeAxis } from './axis.js';
import { mountChart } from './chart.js';
import { formatScore } from './format.js';
import { eachMark, tooltipContent, tooltipLook } from './tooltip.js';

/**
 * The winner's score with its interval, the baselines below it.
 * @param {HTMLElement} element
 * @param {import('../page-data.ts').PageData} page
 */
export function drawComparison(element, page) {
  const { comparison, metric } = page;
  const range = padded(extent(comparison.flatMap(({ value, interval }) => [value, ...(interval ?? [])])));
  mountChart(element, (theme, width) => ({
    height: 34 * comparison.length + 36,
    option: {
      grid: { left: 8, right: 64, top: 4, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      tooltip: {
        ...tooltipLook(theme),
        formatter: eachMark((mark) => {
          const item = comparison[mark.index];
          if (item === undefined) return undefined;
          const interval = item.interval?.map(formatScore).join(' to ');
          return tooltipContent(item.name, [
            [metric.label, formatScore(item.value)],
            ...(interval === undefined ? [] : [/** @type {const} */ (['95 % interval', interval])]),
          ]);
        }),
      },
      xAxis: { ...rangeAxis(theme, '', range), splitNumber: width < 500 ? 3 : 6 },
      yAxis: {
        type: 'category',
        inverse: true,
        data: comparison.map(({ name }) => name),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: theme.text, fontSize: 12, width: width < 500 ? 110 : 220, overflow: 'truncate' },
      },
      series: [
        {
          type: 'custom',
          silent: true,
          z: 1,
          data: comparison.flatMap(({ interval }, index) => (interval === undefined ? [] : [[...interval, index]])),
          encode: { x: [0, 1], y: 2 },
          renderItem: (_params, api) => {
            const [from, to] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])];
            const [x1 = 0, y = 0] = from;
            const x2 = to[0] ?? 0;
            const line = (/** @type {number[]} */ [ax, ay, bx, by]) => ({
              type: /** @type {const} */ ('line'),
              shape: { x1: ax, y1: ay, x2: bx, y2: by },
              style: { stroke: theme.accent, lineWidth: 2 },
            });
            return {
              type: 'group',
              children: [line([x1, y, x2, y]), line([x1, y - 6, x1, y + 6]), line([x2, y - 6, x2, y + 6])],
            };
          },
        },
        {
          type: 'scatter',
          z: 2,
          symbolSize: 12,
          data: comparison.map(({ value }, index) => ({
            value: [value, index],
            itemStyle: { color: index === 0 ? theme.accent : theme.point, opacity: 1 },
          })),
          markLine: {
            silent: true,
            symbol: 'none',
            precision: 12,
            label: { show: false },
            lineStyle: { color: theme.accent, type: 'dashed', width: 1, opacity: 0.5 },
            data: [{ xAxis: comparison[0]?.value ?? 0 }],
          },
        },
        {
          type: 'scatter',
          silent: true,
          symbolSize: 0,
          data: comparison.map((_item, index) => [range[1], index]),
          label: {
            show: true,
            position: 'right',
            color: theme.text,
            fontSize: 12,
            formatter: (mark) => formatScore(comparison[mark.dataIndex]?.value ?? 0),
          },
        },
      ],
    },
  }));
}
