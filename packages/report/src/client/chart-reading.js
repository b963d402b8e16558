import { formatValue } from "./chart-axis.js";
import { formatClock } from "./utc.js";
/** @import { Chart } from "./payload.ts" */
/** @import uPlot from "uplot" */

/**
 * @typedef {object} Reading What stands under the cursor.
 * @property {string} clock
 * @property {string} value
 */

/**
 * @param {Chart} chart
 * @param {uPlot} plot
 * @returns {Reading | null} Null where nothing does.
 */
export function readingAt(chart, { cursor, data }) {
  const at = cursor.idx ?? null;
  if (at === null || (cursor.left ?? -1) < 0) return null;
  const observed = chart.observed[at] ?? null;
  const expected = chart.expected[at] ?? null;
  const seen = observed === null ? "none" : formatValue(chart, observed);
  const instead = expected === null ? "" : `, expected ${formatValue(chart, expected)}`;
  return { clock: formatClock(Number(data[0][at])), value: `${seen}${instead}` };
}
