// @ts-check
import { mountChart } from './chart.js';
import { formatCount } from './format.js';
import { darkScheme } from './theme.js';
import { eachMark, tooltipContent, tooltipLook } from './tooltip.js';

/**
 * True classes down, predicted classes across.
 * @param {HTMLElement} element
 * @param {import('../confusion.ts').ConfusionTable} table
 */
export function drawConfusion(element, { classes, counts }) {
  const cells = counts.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => ({ truth, predicted, count, share: total === 0 ? 0 : count / total }));
  });
  const longest = classes.reduce((length, name) => Math.max(length, name.length), 0);
  mountChart(element, (theme, width) => {
    const labels = Math.min(longest * 7 + 16, width / 3, 180);
    const size = Math.min((width - labels - 40) / classes.length, 110);
    const slanted = size < longest * 7;
    const numbers = size >= 22;
    // From this share on the cell is nearer to the text's colour than to the ground's.
    const turn = darkScheme.matches ? 0.45 : 0.6;
    const below = slanted ? Math.min(longest * 6, 110) + 40 : 48;
    const axisLabel = {
      color: theme.text,
      fontSize: size < 14 ? 9 : 12,
      interval: size < 13 ? /** @type {const} */ ('auto') : 0,
      overflow: /** @type {const} */ ('truncate'),
    };
    const name = { nameLocation: /** @type {const} */ ('middle'), nameTextStyle: { color: theme.quiet, fontSize: 12 } };
    const quietAxis = { axisLine: { show: false }, axisTick: { show: false }, splitArea: { show: false } };
    return {
      height: size * classes.length + below + 8,
      option: {
        grid: {
          left: labels + 24,
          width: size * classes.length,
          top: 4,
          height: size * classes.length,
          outerBoundsMode: 'none',
        },
        tooltip: {
          ...tooltipLook(theme),
          formatter: eachMark((mark) => {
            const cell = cells[mark.index];
            if (cell === undefined) return undefined;
            return tooltipContent(formatCount(cell.count), [
              ['true', classes[cell.truth] ?? ''],
              ['predicted', classes[cell.predicted] ?? ''],
              ['of the true class', `${(100 * cell.share).toFixed(1)} %`],
            ]);
          }),
        },
        visualMap: { show: false, min: 0, max: 1, dimension: 2, inRange: { color: [...theme.ramp] } },
        xAxis: {
          ...quietAxis,
          ...name,
          name: 'predicted',
          nameGap: below - 20,
          type: 'category',
          data: [...classes],
          axisLabel: { ...axisLabel, rotate: slanted ? 50 : 0, width: slanted ? 110 : size },
        },
        yAxis: {
          ...quietAxis,
          ...name,
          name: 'true',
          nameGap: labels + 8,
          type: 'category',
          inverse: true,
          data: [...classes],
          axisLabel: { ...axisLabel, width: labels },
        },
        series: [
          {
            type: 'heatmap',
            itemStyle: { borderColor: theme.surface, borderWidth: 1 },
            emphasis: { itemStyle: { borderColor: theme.best, borderWidth: 2 } },
            data: cells.map(({ truth, predicted, count, share }) => ({
              value: [predicted, truth, share],
              label: {
                show: numbers,
                formatter: formatCount(count),
                fontSize: size < 34 ? 10 : 14,
                fontWeight: truth === predicted ? 'bold' : 'normal',
                color: share > turn ? theme.surface : theme.text,
              },
            })),
          },
        ],
      },
    };
  });
}
