import { evidenceColours, themeColour } from "./colours.js";
import { noData } from "./evidence-code.js";
import { pixelCodes } from "./strip-cells.js";
/** @import { Cells } from "./strip-cells.js" */

/** Geometry in CSS pixels; the stylesheet gives the names beside the cells the same. */
export const rowHeight = 18;
const cellHeight = 16;
const reportsHeight = 5;
const plannedHeight = 3;
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
 * Draws all cells and marks that are shown into the canvas, as wide as its place.
 * @param {HTMLCanvasElement} canvas
 * @param {Cells} cells
 */
export function drawStrip(canvas, cells) {
  const ratio = window.devicePixelRatio;
  const width = canvas.parentElement?.clientWidth ?? 0;
  const height = rowTop(cells.rows.length);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  if (pen === null || width === 0) return;
  const kinds = [
    { lanes: cells.telemetry, colours: evidenceColours(), from: 0, height: cellHeight },
    {
      lanes: cells.reportsOnly,
      colours: oneColour("reports"),
      from: cellHeight - reportsHeight,
      height: reportsHeight,
    },
    { lanes: cells.planned, colours: oneColour("works"), from: 0, height: plannedHeight },
  ];
  for (const [place, row] of cells.rows.entries()) {
    for (const kind of kinds) {
      drawLane(pen, pixelCodes(kind.lanes[row] ?? null, canvas.width, cells.view), {
        top: Math.round((rowTop(place) + kind.from) * ratio),
        height: Math.round(kind.height * ratio),
        colours: kind.colours,
      });
    }
  }
  drawStripMarks(pen, cells, ratio);
}

/**
 * @param {string} name
 * @returns {string[]} one colour for every code
 */
function oneColour(name) {
  const colour = themeColour(name);
  return Array.from({ length: 256 }, (_, code) => (code === noData ? "transparent" : colour));
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
 * Lines at the onset and so on. They end left of the cell that begins there, which is the one that people look for.
 * @param {CanvasRenderingContext2D} pen
 * @param {Cells} cells
 * @param {number} ratio
 */
function drawStripMarks(pen, { strip, view }, ratio) {
  const from = strip.from + view.first * strip.binMs;
  const span = view.bins * strip.binMs;
  const thickness = Math.max(1, Math.round(1.25 * ratio));
  for (const mark of strip.marks) {
    const x = Math.round(((mark.at - from) / span) * pen.canvas.width);
    if (x < 0 || x > pen.canvas.width) continue;
    const dash = mark.kind === "onset" ? [] : [4 * ratio, 3 * ratio];
    line(pen, { x: x - 2 * thickness, width: 3 * thickness, dash: [], colour: themeColour("page") });
    line(pen, { x: x - thickness, width: thickness, dash, colour: themeColour(`mark-${mark.kind}`) });
  }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {{ x: number, width: number, dash: number[], colour: string }} look
 */
function line(pen, { x, width, dash, colour }) {
  pen.beginPath();
  pen.moveTo(x - width / 2, 0);
  pen.lineTo(x - width / 2, pen.canvas.height);
  pen.setLineDash(dash);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke();
}
