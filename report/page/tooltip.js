// @ts-check
import { formatNumber, formatScore } from './format.js';

/**
 * Built of elements, never of markup: names in it come from the dataset.
 * @param {string} title
 * @param {readonly (readonly [string, string])[]} lines
 * @returns {HTMLElement}
 */
export function tooltipContent(title, lines) {
  const content = document.createElement('div');
  content.className = 'tip';
  const heading = document.createElement('b');
  heading.textContent = title;
  const list = document.createElement('dl');
  for (const [name, value] of lines) {
    const term = document.createElement('dt');
    term.textContent = name;
    const detail = document.createElement('dd');
    detail.textContent = value;
    list.append(term, detail);
  }
  content.append(heading, list);
  return content;
}

/**
 * @param {import('../page-data.ts').PageData} page
 * @param {import('../page-data.ts').PagePoint} point
 * @returns {HTMLElement}
 */
export function pointTooltip(page, point) {
  const settings = page.parameters.flatMap(({ label, categories }, index) => {
    const value = point.values[index];
    if (value === null || value === undefined) return [];
    return [/** @type {const} */ ([label, categories[value] ?? formatNumber(value)])];
  });
  return tooltipContent(`${page.metric.label} ${formatScore(point.score)}`, [
    ['candidate', point.id.slice(0, 8)],
    ['observation', String(point.trial)],
    ['epochs', String(point.epochs)],
    ...settings.slice(0, 14),
  ]);
}

/**
 * The look of every tooltip.
 * @param {import('./theme.js').Theme} theme
 */
export const tooltipLook = (theme) => ({
  confine: true,
  backgroundColor: theme.surface,
  borderColor: theme.line,
  textStyle: { color: theme.text, fontSize: 12 },
});

/**
 * A tooltip's formatter for charts whose marks are pointed at one by one; nothing is shown where it gives nothing.
 * @param {(mark: { index: number, series: number }) => HTMLElement | undefined} content
 * @returns {(marks: import('echarts').TooltipComponentFormatterCallbackParams) => HTMLElement | string}
 */
export const eachMark = (content) => (marks) => {
  const mark = Array.isArray(marks) ? marks[0] : marks;
  return (mark && content({ index: mark.dataIndex, series: mark.seriesIndex ?? 0 })) ?? '';
};
