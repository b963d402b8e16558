import { noData } from "./evidence-code.js";
/** @import { Strip } from "./payload.ts" */

/**
 * A strip with its lanes as bytes.
 * @typedef {object} Cells
 * @property {Strip} strip
 * @property {(Uint8Array | null)[]} telemetry One lane a row.
 * @property {(Uint8Array | null)[]} reportsOnly
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
 */
export function pixelCodes(lane, columns) {
  const codes = new Uint8Array(columns);
  if (lane === null) return codes;
  for (let column = 0; column < columns; column++) {
    const first = Math.floor((column * lane.length) / columns);
    const end = Math.max(first + 1, Math.floor(((column + 1) * lane.length) / columns));
    let most = noData;
    for (let bin = first; bin < end; bin++) most = Math.max(most, lane[bin] ?? noData);
    codes[column] = most;
  }
  return codes;
}
