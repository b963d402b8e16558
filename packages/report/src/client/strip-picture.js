import { evidenceColours, themeColour } from "./colours.js";
import { noData } from "./evidence-code.js";
import { pixelCodes } from "./strip-cells.js";
/** @import { Cells } from "./strip-cells.js" */

/** Geometry in CSS pixels; the stylesheet gives the names beside the cells the same. */
export const rowHeight = 18;
const cellHeight = 16;
const reportsHeight = 5;
/** Space below the first row, which speaks of all services together. */
const firstRowGap = 8;

/** @param {number} row */
export function rowTop(row) {
  return row * rowHeight + (row > 0 ? firstRowGap : 0);
}

/** @param {number} y @param {number} rows */
export function rowAt(y, rows) {
  const row = y < rowHeight ? 0 : Math.floor((y - firstRowGap) / rowHeight);
  return Math.min(rows - 1, Math.max(0, row));
}

/**
 * Draws all cells and marks into the canvas, as wide as its place.
 * @param {HTMLCanvasElement} canvas
 * @param {Cells} cells
 */
export function drawStrip(canvas, cells) {
  const rows = cells.strip.rows.length;
  const ratio = window.devicePixelRatio;
  const width = canvas.parentElement?.clientWidth ?? 0;
  const height = rowTop(rows);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  if (pen === null || width === 0) return;
  const colours = evidenceColours();
  for (let row = 0; row < rows; row++) {
    const top = Math.round(rowTop(row) * ratio);
    drawLane(pen, pixelCodes(cells.telemetry[row] ?? null, canvas.width), {
      top,
      height: Math.round(cellHeight * ratio),
      colours,
    });
    const reports = {
      top: top + Math.round((cellHeight - reportsHeight) * ratio),
      height: Math.round(reportsHeight * ratio),
    };
    drawLane(pen, pixelCodes(cells.reportsOnly[row] ?? null, canvas.width), {
      ...reports,
      colours: reportColours(),
    });
  }
  drawStripMarks(pen, cells, ratio);
}

/** @returns {string[]} one colour for every code */
function reportColours() {
  return Array.from({ length: 256 }, (_, code) => (code === noData ? "transparent" : themeColour("reports")));
}

/**
 * Neighbouring pixels of one colour become one rectangle.
 * @param {CanvasRenderingContext2D} pen
 * @param {Uint8Array} codes
 * @param {{ top: number, height: number, colours: string[] }} lane
 */
function drawLane(pen, codes, { top, height, colours }) {
  let start = 0;
  for (let column = 1; column <= codes.length; column++) {
    if (column < codes.length && codes[column] === codes[start]) continue;
    const code = codes[start] ?? noData;
    if (code !== noData) {
      pen.fillStyle = colours[code] ?? "transparent";
      pen.fillRect(start, top, column - start, height);
    }
    start = column;
  }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Cells} cells
 * @param {number} ratio
 */
function drawStripMarks(pen, { strip }, ratio) {
  const span = strip.bins * strip.binMs;
  for (const mark of strip.marks) {
    const x = Math.round(((mark.at - strip.from) / span) * pen.canvas.width) + 0.5;
    pen.beginPath();
    pen.moveTo(x, 0);
    pen.lineTo(x, pen.canvas.height);
    pen.setLineDash([]);
    pen.strokeStyle = themeColour("page");
    pen.lineWidth = Math.round(3.5 * ratio);
    pen.stroke();
    pen.setLineDash(mark.kind === "onset" ? [] : [4 * ratio, 3 * ratio]);
    pen.strokeStyle = themeColour(`mark-${mark.kind}`);
    pen.lineWidth = Math.max(1, Math.round(1.25 * ratio));
    pen.stroke();
  }
}
