// @ts-check

/**
 * Four significant digits, without trailing zeros; exponents only for the very small and the very large.
 * @param {number} value
 * @returns {string}
 */
export function formatNumber(value) {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e9)
    return value
      .toExponential(2)
      .replace(/\.?0+e\+?/, 'e')
      .replace('-', '−')
      .replace('e-', 'e−');
  const rounded = size >= 1000 ? Math.round(value * 10) / 10 : Number(value.toPrecision(4));
  return rounded.toLocaleString('en-GB', { maximumFractionDigits: 8 }).replace('-', '−');
}

/**
 * A score: figures below each other end at the same decimal.
 * @param {number} value
 * @returns {string}
 */
export function formatScore(value) {
  const size = Math.abs(value);
  if (size >= 10 || (size < 0.001 && size > 0)) return formatNumber(value);
  return value.toFixed(4).replace('-', '−');
}

/**
 * @param {number} value
 * @returns {string}
 */
export function formatCount(value) {
  return value.toLocaleString('en-GB');
}
