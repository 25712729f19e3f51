// @ts-check
import { darkScheme, readTheme } from './theme.js';

/**
 * @typedef {import('echarts').EChartsOption} Option
 * @typedef {{ option: Option, height: number }} Drawing
 * @typedef {(theme: import('./theme.js').Theme, width: number) => Drawing} Draw
 */

/**
 * Draws into the element, again whenever its width or the colour scheme changes. Gives a function that draws anew.
 * @param {HTMLElement} element
 * @param {Draw} draw
 * @returns {() => void}
 */
export function mountChart(element, draw) {
  const chart = echarts.init(element, undefined, { renderer: 'svg', width: element.clientWidth, height: 100 });
  let drawnWidth = 0;
  const redraw = () => {
    const width = element.clientWidth;
    if (width === 0) return;
    drawnWidth = width;
    const theme = readTheme();
    const { option, height } = draw(theme, width);
    element.style.height = `${height}px`;
    chart.resize({ width, height });
    chart.setOption(
      {
        animation: false,
        backgroundColor: 'transparent',
        textStyle: { fontFamily: theme.font, color: theme.text },
        ...option,
      },
      { notMerge: true },
    );
  };
  new ResizeObserver(() => {
    if (element.clientWidth !== drawnWidth) requestAnimationFrame(redraw);
  }).observe(element);
  darkScheme.addEventListener('change', redraw);
  redraw();
  return redraw;
}
