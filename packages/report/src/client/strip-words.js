import { decodeNats, noData } from "./evidence-code.js";
import { formatNumber } from "./numbers.js";
import { formatClock, formatDate, formatDay, minuteMs } from "./utc.js";
/** @import { Strip } from "./payload.ts" */
/** @import { Cells } from "./strip-cells.js" */

/** Below the first, evidence says nothing; from the second on, more digits say nothing. In nats. */
const [leastSaid, mostSaid] = [3, 14];

/**
 * How much likelier a failure makes what was seen, in words and nats.
 * @param {number} nats
 */
export function likelierWords(nats) {
  const measured = `${formatNumber(nats)} nats`;
  if (nats < leastSaid) return `nothing to speak of (${measured})`;
  if (nats >= mostSaid) return `more than a million times likelier if it fails (${measured})`;
  return `${formatNumber(Math.exp(nats))} times likelier if it fails (${measured})`;
}

/** @param {Strip} strip @param {number} bin */
export function binWords(strip, bin) {
  const from = strip.from + bin * strip.binMs;
  if (strip.binMs <= minuteMs) return `${formatDate(from)}, ${formatClock(from)} UTC`;
  const to = from + strip.binMs;
  const end = formatDay(from) === formatDay(to) ? formatClock(to) : `${formatDay(to)}, ${formatClock(to)}`;
  return `${formatDate(from)}, ${formatClock(from)} to ${end} UTC`;
}

/** @param {Cells} cells @param {number} row @param {number} bin */
export function valueWords(cells, row, bin) {
  const telemetry = decodeNats(cells.telemetry[row]?.[bin] ?? noData);
  const reports = decodeNats(cells.reportsOnly[row]?.[bin] ?? noData);
  const planned = (cells.planned[row]?.[bin] ?? noData) === noData ? "" : ", worked on as planned";
  if (telemetry === null) return `no data${planned}`;
  const complaints = reports === null ? "" : `, by user reports alone ${likelierWords(reports)}`;
  return `${likelierWords(telemetry)}${complaints}${planned}`;
}
