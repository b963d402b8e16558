import { drawnValues, valueRange } from "./chart-axis.js";
/** @import { Chart, Column } from "./payload.ts" */

/**
 * @param {Chart} chart
 * @param {number} windowMs
 * @returns {number[]} Start of every window.
 */
function chartTimes(chart, windowMs) {
  return chart.segments.flatMap(({ from, windows }) =>
    Array.from({ length: windows }, (_, index) => from + index * windowMs),
  );
}

/**
 * @param {Chart} chart
 * @param {number} windowMs
 */
export function chartData(chart, windowMs) {
  const [least] = valueRange(chart);
  /** @param {Column} values */
  const onScale = (values) => values.map((value) => (value === null ? null : Math.max(value, least)));
  const { observed, expected, lower, upper } = chart;
  return [
    chartTimes(chart, windowMs),
    onScale(upper),
    onScale(lower),
    onScale(expected),
    observed,
    outsideBand(chart),
  ];
}

/**
 * Observations outside of their band, with their neighbours inside so that the line has no gap.
 * @param {Chart} chart
 * @returns {Column}
 */
function outsideBand({ observed, lower, upper }) {
  return observed.map((value, at) => {
    const [low, high] = [lower[at] ?? null, upper[at] ?? null];
    if (value === null || low === null || high === null) return null;
    return value < low || value > high ? value : null;
  });
}

/**
 * The chart as if it had one segment alone: what its axes are made for. Where nothing is drawn there, all of it.
 * @param {Chart} chart
 * @param {number} index
 * @returns {Chart}
 */
export function chartSegment(chart, index) {
  const segment = chart.segments[index] ?? chart.segments[0];
  if (segment === undefined) return chart;
  const from = chart.segments
    .slice(0, chart.segments.indexOf(segment))
    .reduce((sum, { windows }) => sum + windows, 0);
  /** @param {Column} column */
  const cut = (column) => column.slice(from, from + segment.windows);
  const part = {
    ...chart,
    observed: cut(chart.observed),
    expected: cut(chart.expected),
    lower: cut(chart.lower),
    upper: cut(chart.upper),
    segments: [segment],
  };
  return drawnValues(part).some((value) => value > 0) ? part : { ...chart, segments: [segment] };
}
