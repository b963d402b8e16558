import { noData } from "./evidence-code.js";
import { wholeView } from "./strip-view.js";
/** @import { Strip } from "./payload.ts" */
/** @import { StripView } from "./strip-view.js" */

/**
 * A strip with its lanes as bytes, and what of it is shown.
 * @typedef {object} Cells
 * @property {Strip} strip
 * @property {(Uint8Array | null)[]} telemetry One lane a row.
 * @property {(Uint8Array | null)[]} reportsOnly
 * @property {(Uint8Array | null)[]} planned
 * @property {number[]} rows Rows that are shown, from top to bottom; the first speaks of all services together.
 * @property {StripView} view
 */

/**
 * @param {Strip} strip
 * @returns {Cells}
 */
export function cellsOf(strip) {
  return {
    strip,
    telemetry: strip.rows.map((row) => laneBytes(row.telemetry)),
    reportsOnly: strip.rows.map((row) => laneBytes(row.reportsOnly)),
    planned: strip.rows.map((row) => laneBytes(row.planned)),
    rows: [...strip.rows.keys()],
    view: wholeView(strip.bins),
  };
}

/** @param {string | null} base64 */
function laneBytes(base64) {
  return base64 === null ? null : Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/**
 * The codes of a lane for `columns` columns of pixels: the highest of the bins that fall into each.
 * @param {Uint8Array | null} lane
 * @param {number} columns
 * @param {StripView} view
 */
export function pixelCodes(lane, columns, { first, bins }) {
  const codes = new Uint8Array(columns);
  if (lane === null) return codes;
  for (let column = 0; column < columns; column++) {
    const from = first + Math.floor((column * bins) / columns);
    const end = Math.max(from + 1, first + Math.floor(((column + 1) * bins) / columns));
    let most = noData;
    for (let bin = from; bin < end; bin++) most = Math.max(most, lane[bin] ?? noData);
    codes[column] = most;
  }
  return codes;
}
