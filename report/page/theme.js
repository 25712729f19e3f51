// @ts-check

/**
 * The colours of the style sheet, for the charts.
 * @typedef {object} Theme
 * @property {string} text
 * @property {string} quiet
 * @property {string} line
 * @property {string} surface
 * @property {string} accent
 * @property {string} point
 * @property {string} best
 * @property {string} failed
 * @property {readonly string[]} ramp From a bad score to a good one.
 * @property {readonly string[]} series
 * @property {string} font
 */

export const darkScheme = matchMedia('screen and (prefers-color-scheme: dark)');

/** @returns {Theme} */
export function readTheme() {
  const styles = getComputedStyle(document.documentElement);
  const read = (/** @type {string} */ name) => styles.getPropertyValue(`--${name}`).trim();
  const list = (/** @type {string} */ name) => read(name).split(/\s+/);
  return {
    text: read('text'),
    quiet: read('quiet'),
    line: read('line'),
    surface: read('surface'),
    accent: read('accent'),
    point: read('point'),
    best: read('best'),
    failed: read('failed'),
    ramp: list('ramp'),
    series: Array.from({ length: 6 }, (_item, index) => read(`series-${index}`)),
    font: getComputedStyle(document.body).fontFamily,
  };
}
