import { formatMilliseconds, formatNumber, formatPercent } from "./numbers.js";
/** @import { Chart } from "./payload.ts" */

const mostLabels = 4;

/**
 * @param {Chart} chart
 * @param {number} value
 */
export function formatValue({ unit }, value) {
  if (unit === "ratio") return formatPercent(value);
  return unit === "ms" ? formatMilliseconds(value) : formatNumber(value);
}

/**
 * A value for the narrow axis: as `formatValue` without spaces.
 * @param {Chart} chart
 * @param {number} value
 */
export function formatAxisValue(chart, value) {
  return formatValue(chart, value).replaceAll(" ", "");
}

/** A band wider than this times the values may run out of the chart, so that it does not press them flat. */
const bandReach = 2;

/**
 * Where there is neither an observation nor an expectation the chart shows nothing, and its range means nothing.
 * @param {Chart} chart
 * @returns {number[]}
 */
export function drawnValues({ observed, expected }) {
  return [...observed, ...expected].filter((value) => value !== null);
}

/**
 * The range that shows all observations and expectations, and the band unless it is very wide. Zero is in it unless the
 * scale is logarithmic.
 * @param {Chart} chart
 * @returns {[number, number]}
 */
export function valueRange(chart) {
  const values = drawnValues(chart);
  const bandTop = Math.max(0, ...chart.upper.map(Number));
  const top = Math.max(...values);
  const most = Math.max(top, Math.min(bandTop, bandReach * top));
  if (chart.scale === "log") return [Math.min(...values.filter((value) => value > 0)) / 1.5, most * 1.5];
  if (most === 0) return [0, 1];
  return [0, chart.scale === "log-with-zero" ? most * 1.5 : most * 1.08];
}

/**
 * Up to here the scale with a zero is linear: what is usual.
 * @param {Chart} chart
 */
export function linearUpTo(chart) {
  const usual = chart.expected.filter((value) => value !== null && value > 0);
  return usual.length === 0
    ? 1
    : (usual.toSorted((one, other) => Number(one) - Number(other))[usual.length >> 1] ?? 1);
}

/**
 * Round values for the axis, few enough to be read.
 * @param {Chart} chart
 * @returns {number[]}
 */
export function valueTicks(chart) {
  const [least, most] = valueRange(chart);
  if (chart.scale === "linear") return linearTicks(most);
  const start = chart.scale === "log" ? least : linearUpTo(chart);
  const powers = powersOfTen(start, most);
  return chart.scale === "log"
    ? powers
    : [0, ...powers.filter((power) => isApartFromZero(power, start, most))];
}

/** Labels nearer to each other than this share of the axis would overlap. */
const leastLabelGap = 0.17;

/**
 * @param {number} value
 * @param {number} linear Up to here the scale is linear.
 * @param {number} most
 */
function isApartFromZero(value, linear, most) {
  return Math.asinh(value / linear) / Math.asinh(most / linear) >= leastLabelGap;
}

/** @param {number} most */
function linearTicks(most) {
  const rough = most / (mostLabels - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) =>
    Number((index * step).toPrecision(6)),
  );
}

/** @param {number} least @param {number} most */
function powersOfTen(least, most) {
  const [first, last] = [Math.ceil(Math.log10(least)), Math.floor(Math.log10(most))];
  const stride = Math.max(1, Math.ceil((last - first + 1) / mostLabels));
  const count = Math.max(0, Math.floor((last - first) / stride) + 1);
  return Array.from({ length: count }, (_, index) => Number(`1e${last - index * stride}`)).reverse();
}
