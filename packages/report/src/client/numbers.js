/** Numbers as people read them, the same in every language. */

/**
 * Three significant digits with k, M and G for thousands: `98.2k`, `0.21`, `0`.
 * @param {number} value
 * @returns {string}
 */
export function formatNumber(value) {
  const size = Math.abs(value);
  if (size >= 999.5e6) return `${threeDigits(value / 1e9)}G`;
  if (size >= 999.5e3) return `${threeDigits(value / 1e6)}M`;
  if (size >= 9999.5) return `${threeDigits(value / 1e3)}k`;
  if (size >= 999.5) return groupThousands(Math.round(value));
  return threeDigits(value);
}

/** @param {number} value */
function threeDigits(value) {
  if (value === 0) return "0";
  if (Math.abs(value) < 1e-4) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

/**
 * Whole numbers with thousands apart: `1,000,000`.
 * @param {number} value
 */
export function groupThousands(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * A share as per cent: `0.21 %`.
 * @param {number} ratio
 */
export function formatPercent(ratio) {
  return `${threeDigits(ratio * 100)} %`;
}

/**
 * Milliseconds as ms or s.
 * @param {number} ms
 */
export function formatMilliseconds(ms) {
  return ms >= 999.5 ? `${threeDigits(ms / 1000)} s` : `${formatNumber(ms)} ms`;
}
