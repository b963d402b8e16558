import { formatAxisValue, linearUpTo, valueRange, valueTicks } from "./chart-axis.js";
import { drawChartMarks } from "./chart-marks.js";
import { readingAt } from "./chart-reading.js";
import { themeColour } from "./colours.js";
import { formatTick, timeTicks } from "./utc.js";
/** @import { Reading } from "./chart-reading.js" */
/** @import { Chart } from "./payload.ts" */
/** @import uPlot from "uplot" */

/** Of a chart among others, and of one that was clicked. */
export const chartHeights = { small: 104, large: 320 };
const axisFont = '10px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const timeTickSpacing = 42;
/** So near to an end a label would be cut or run into the other axis. */
const edgeWidth = 20;
const expectedDash = [3, 3];

/** Order of the columns after the times. */
const column = { upper: 1, lower: 2, expected: 3, observed: 4, outside: 5 };

/* oxlint-disable typescript/no-unsafe-enum-assignment -- uPlot's enum exists in its types alone */
/** @type {Record<Chart["scale"], uPlot.Scale.Distr>} */
const distributions = { linear: 1, log: 3, "log-with-zero": 4 };
/* oxlint-enable typescript/no-unsafe-enum-assignment */

/** @param {string} name */
const colour = (name) => () => themeColour(name);

/**
 * @typedef {object} ChartContext
 * @property {number} width
 * @property {number} windowMs
 * @property {string} sync Charts with the same share their cursor.
 * @property {() => Chart} shown The segment that is shown; asked again whenever the data are set.
 * @property {(reading: Reading | null) => void} onCursor
 */

/**
 * Options of a small chart.
 * @param {Chart} chart
 * @param {ChartContext} context
 * @returns {uPlot.Options}
 */
export function chartOptions(chart, { width, windowMs, sync, shown, onCursor }) {
  return {
    width,
    height: chartHeights.small,
    padding: [6, 6, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: sync }, y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: { x: { time: false, range: () => timeRange(shown(), windowMs) }, y: valueScale(chart, shown) },
    axes: [timeAxis(), valueAxis(shown)],
    series: chartSeries(),
    bands: [{ series: [column.upper, column.lower], fill: colour("band") }],
    hooks: {
      drawAxes: [(plot) => drawChartMarks(plot, chart)],
      setCursor: [(plot) => onCursor(readingAt(chart, plot))],
    },
  };
}

/**
 * @param {Chart} chart
 * @param {number} windowMs
 * @returns {[number, number]}
 */
function timeRange({ segments: [segment] }, windowMs) {
  return segment === undefined ? [0, 1] : [segment.from, segment.from + segment.windows * windowMs];
}

/**
 * @param {Chart} chart
 * @param {() => Chart} shown
 * @returns {uPlot.Scale}
 */
function valueScale(chart, shown) {
  return { distr: distributions[chart.scale], asinh: linearUpTo(chart), range: () => valueRange(shown()) };
}

/** @returns {uPlot.Axis} */
function timeAxis() {
  return {
    ...axisLook(),
    size: 20,
    splits: (plot, _axis, from, to) => {
      const most = Math.max(3, Math.floor(plot.width / timeTickSpacing) - 1);
      const edge = (edgeWidth / plot.width) * (to - from);
      return timeTicks(from, to, most).filter((at) => at >= from + edge && at <= to - edge);
    },
    values: (_plot, splits) => splits.map((at) => formatTick(at)),
  };
}

/** @param {() => Chart} shown @returns {uPlot.Axis} */
function valueAxis(shown) {
  return {
    ...axisLook(),
    size: 38,
    splits: () => valueTicks(shown()),
    filter: (_plot, splits) => splits,
    values: (_plot, splits) => splits.map((value) => formatAxisValue(shown(), value)),
  };
}

/** @returns {uPlot.Axis} */
function axisLook() {
  return {
    stroke: colour("muted"),
    font: axisFont,
    gap: 3,
    grid: { stroke: colour("grid"), width: 1 },
    ticks: { show: false },
  };
}

/**
 * Observations without a neighbour, which no line would show.
 * @param {uPlot} plot
 * @param {number} series
 */
function lonelyPoints({ data }, series) {
  const values = data[series] ?? [];
  const isAbsent = (/** @type {number} */ at) => (values[at] ?? null) === null;
  return [...values.keys()].filter((at) => !isAbsent(at) && isAbsent(at - 1) && isAbsent(at + 1));
}

/** @returns {uPlot.Series[]} */
function chartSeries() {
  /** @type {uPlot.Series} */
  const hidden = { points: { show: false }, stroke: "transparent", width: 0, spanGaps: true };
  /** @type {uPlot.Series} */
  const expected = {
    points: { show: false },
    stroke: colour("expected"),
    width: 1,
    dash: expectedDash,
    spanGaps: true,
  };
  /** @type {uPlot.Series} */
  const observed = {
    stroke: colour("ink"),
    width: 1.25,
    points: { show: true, size: 2.5, width: 0, fill: colour("ink"), filter: lonelyPoints },
  };
  /** @type {uPlot.Series} */
  const outside = {
    stroke: colour("member"),
    width: 1.75,
    points: { show: true, size: 3, width: 0, fill: colour("member") },
  };
  return [{}, { ...hidden }, { ...hidden }, expected, observed, outside];
}
