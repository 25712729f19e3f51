// @ts-check
import { formatNumber } from './format.js';

/**
 * The look of every axis: a quiet grid, labels that read.
 * @param {import('./theme.js').Theme} theme
 * @param {string} name
 */
export const axisLook = (theme, name) => ({
  name,
  nameLocation: /** @type {const} */ ('middle'),
  nameTextStyle: { color: theme.quiet, fontSize: 12 },
  axisLine: { show: false, onZero: false, lineStyle: { color: theme.line } },
  axisTick: { show: false },
  axisLabel: {
    color: theme.quiet,
    fontSize: 11,
    hideOverlap: true,
    formatter: (/** @type {number} */ value) => formatNumber(value),
  },
  splitLine: { lineStyle: { color: theme.line } },
});

/**
 * An axis that ends where it is told, not at a round number: no label and no line at an end that is not one.
 * @param {import('./theme.js').Theme} theme
 * @param {string} name
 * @param {readonly [number, number]} range
 */
export function rangeAxis(theme, name, [min, max]) {
  const look = axisLook(theme, name);
  return {
    ...look,
    type: /** @type {const} */ ('value'),
    min,
    max,
    axisLabel: { ...look.axisLabel, showMinLabel: false, showMaxLabel: false },
    splitLine: { ...look.splitLine, showMinLine: false, showMaxLine: false },
  };
}

/**
 * A little room at both ends, so that no mark is cut.
 * @param {readonly [number, number]} range
 * @returns {[number, number]}
 */
export function padded([low, high]) {
  const room = (high - low) * 0.05 || Math.abs(high) * 0.05 || 1;
  return [low - room, high + room];
}

/**
 * @param {number} value
 * @param {readonly [number, number]} range
 * @returns {number}
 */
export const clamp = (value, [low, high]) => Math.min(high, Math.max(low, value));

/**
 * The least and the greatest; 0 and 1 where there is none.
 * @param {readonly number[]} values
 * @returns {[number, number]}
 */
export function extent(values) {
  if (values.length === 0) return [0, 1];
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

/**
 * The middle value.
 * @param {readonly number[]} values At least one.
 * @returns {number}
 */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
