import { drawAxis, placeBars } from "./strip-bars.js";
import { cellsOf } from "./strip-cells.js";
import { drawStrip, rowAt, rowHeight, rowTop } from "./strip-picture.js";
import { viewBetween, viewWith, wholeView, zoomedView } from "./strip-view.js";
import { binWords, valueWords } from "./strip-words.js";
/** @import { IncidentPlace, Strip } from "./payload.ts" */
/** @import { Cells } from "./strip-cells.js" */

/** A pointer that moved less than this was not drawn over a stretch, in CSS pixels. */
const leastBrush = 6;
const zoomFactor = 2;

/**
 * @typedef {object} ShownStrip
 * @property {() => void} redraw After a change of theme or size.
 * @property {(rows: number[]) => void} showRows Shows these rows alone, in their order.
 */

/**
 * Fills a strip's figure. `incidentsAt` are those to which a cell leads.
 * @param {HTMLElement} figure
 * @param {Strip} strip
 * @param {readonly IncidentPlace[]} incidents
 * @returns {ShownStrip}
 */
export function showStrip(figure, strip, incidents) {
  const cells = cellsOf(strip);
  const parts = partsOf(figure);
  const redraw = () => {
    drawStrip(parts.canvas, cells);
    drawAxis(parts.axis, cells);
    placeBars(figure, cells);
    parts.whole.hidden = cells.view.bins === strip.bins;
    showCursor(parts, cells);
  };
  new ResizeObserver(redraw).observe(parts.place);
  parts.whole.addEventListener("click", () => {
    cells.view = wholeView(strip.bins);
    redraw();
    parts.place.focus();
  });
  followPointer(parts, cells, { redraw, incidents });
  followKeys(parts, cells, { redraw, incidents });
  redraw();
  return { redraw, showRows: (rows) => showRows(parts, cells, { rows, redraw }) };
}

/**
 * @typedef {object} StripParts
 * @property {HTMLElement} place
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} axis
 * @property {HTMLElement} cursor
 * @property {HTMLElement} brush
 * @property {HTMLElement} readout
 * @property {HTMLElement} whole
 * @property {HTMLElement[]} names
 * @property {{ bin: number, row: number } | null} chosen The cell that is read out; its row as the strip has it.
 */

/**
 * @param {HTMLElement} figure
 * @returns {StripParts}
 */
function partsOf(figure) {
  const part = (/** @type {string} */ selector) =>
    /** @type {HTMLElement} */ (figure.querySelector(selector));
  const names = [...figure.querySelectorAll(".strip-name")].filter((name) => name instanceof HTMLElement);
  return {
    place: part(".strip-cells"),
    canvas: /** @type {HTMLCanvasElement} */ (part(".strip-cells canvas")),
    axis: part(".strip-axis"),
    cursor: part(".strip-cursor"),
    brush: part(".strip-brush"),
    readout: part(".strip-readout"),
    whole: part(".strip-whole"),
    names,
    chosen: null,
  };
}

/**
 * @param {StripParts} parts
 * @param {Cells} cells
 * @param {{ rows: number[], redraw: () => void }} how
 */
function showRows(parts, cells, { rows, redraw }) {
  cells.rows = rows;
  const shown = new Set(rows);
  parts.names.forEach((name, row) => (name.hidden = !shown.has(row)));
  if (parts.chosen !== null && !shown.has(parts.chosen.row)) parts.chosen = null;
  redraw();
}

/**
 * The cell under a pointer.
 * @param {StripParts} parts
 * @param {Cells} cells
 * @param {PointerEvent} event
 */
function cellAt({ place }, { strip, view, rows }, event) {
  const box = place.getBoundingClientRect();
  const bin = view.first + Math.floor(((event.clientX - box.left) / box.width) * view.bins);
  return {
    bin: Math.min(strip.bins - 1, view.first + view.bins - 1, Math.max(view.first, bin)),
    row: rows[rowAt(event.clientY - box.top, rows.length)] ?? 0,
  };
}

/**
 * @typedef {object} Following
 * @property {() => void} redraw
 * @property {readonly IncidentPlace[]} incidents
 */

/**
 * Pointing reads a cell out, a click opens its incident, and what a pointer is drawn over is what is shown then.
 * @param {StripParts} parts
 * @param {Cells} cells
 * @param {Following} following
 */
function followPointer(parts, cells, { redraw, incidents }) {
  const { place, brush } = parts;
  /** @type {{ x: number, bin: number } | null} */
  let drawn = null;
  place.addEventListener("pointermove", (event) => {
    choose(parts, cells, { ...cellAt(parts, cells, event), incidents });
    if (drawn !== null) showBrush(parts, drawn.x, event.clientX);
  });
  place.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    choose(parts, cells, { ...cellAt(parts, cells, event), incidents });
    drawn = { x: event.clientX, bin: cellAt(parts, cells, event).bin };
    place.setPointerCapture(event.pointerId);
  });
  place.addEventListener("pointerup", (event) => {
    const began = drawn;
    drawn = null;
    brush.hidden = true;
    if (began === null) return;
    const cell = cellAt(parts, cells, event);
    if (Math.abs(event.clientX - began.x) < leastBrush) return openIncident(cells, { ...cell, incidents });
    cells.view = viewBetween(cells.strip.bins, began.bin, cell.bin);
    redraw();
  });
  place.addEventListener("pointercancel", () => {
    drawn = null;
    brush.hidden = true;
  });
}

/** @param {StripParts} parts @param {number} one @param {number} other */
function showBrush({ place, brush }, one, other) {
  const { left, width } = place.getBoundingClientRect();
  const [from, to] = [Math.max(0, Math.min(one, other) - left), Math.min(width, Math.max(one, other) - left)];
  brush.hidden = to - from < leastBrush;
  brush.style.left = `${from}px`;
  brush.style.width = `${to - from}px`;
}

/** @type {Record<string, [number, number]>} */
const cellSteps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Arrows move the cell that is read out, plus and minus zoom around it, Home shows all, Enter opens its incident.
 * @param {StripParts} parts
 * @param {Cells} cells
 * @param {Following} following
 */
function followKeys(parts, cells, { redraw, incidents }) {
  const { strip } = cells;
  parts.place.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = parts.chosen ?? { bin: cells.view.first + cells.view.bins - 1, row: 0 };
    const zoom = { "+": 1 / zoomFactor, "=": 1 / zoomFactor, "-": zoomFactor }[event.key];
    const step = cellSteps[event.key];
    if (step !== undefined) {
      const stride = event.shiftKey ? 10 : 1;
      const at = cells.rows.indexOf(chosen.row) + step[1];
      const row = cells.rows[Math.min(cells.rows.length - 1, Math.max(0, at))] ?? 0;
      const bin = Math.min(strip.bins - 1, Math.max(0, chosen.bin + step[0] * stride));
      const moved = viewWith(cells.view, bin);
      const isMoved = moved !== cells.view;
      cells.view = moved;
      choose(parts, cells, { bin, row, incidents });
      if (isMoved) redraw();
    } else if (zoom !== undefined) {
      cells.view = zoomedView(cells.view, strip.bins, { factor: zoom, bin: chosen.bin });
      redraw();
    } else if (event.key === "Home") {
      cells.view = wholeView(strip.bins);
      redraw();
    } else if (event.key === "Enter") openIncident(cells, { ...chosen, incidents });
    else return;
    event.preventDefault();
  });
}

/**
 * @param {StripParts} parts
 * @param {Cells} cells
 * @param {{ bin: number, row: number, incidents: readonly IncidentPlace[] }} cell
 */
function choose(parts, cells, { bin, row, incidents }) {
  parts.chosen = { bin, row };
  showCursor(parts, cells);
  const name = parts.names[row]?.textContent?.trim() ?? "";
  const incident = incidentAt(cells, { bin, row, incidents });
  const leads = incident === undefined ? "" : `. Click, or Enter, opens ${incident.anchor.replace("-", " ")}`;
  parts.place.classList.toggle("leads", incident !== undefined);
  parts.readout.textContent = `${name}, ${binWords(cells.strip, bin)}: ${valueWords(cells, row, bin)}${leads}`;
}

/** @param {StripParts} parts @param {Cells} cells */
function showCursor({ cursor, chosen }, { view, rows }) {
  const isSeen = chosen !== null && chosen.bin >= view.first && chosen.bin < view.first + view.bins;
  cursor.hidden = !isSeen;
  if (!isSeen) return;
  cursor.style.left = `${((chosen.bin - view.first + 0.5) / view.bins) * 100}%`;
  cursor.style.setProperty("--row-top", `${rowTop(rows.indexOf(chosen.row))}px`);
  cursor.style.setProperty("--row-height", `${rowHeight}px`);
}

/**
 * The incident that a cell tells of: of those of its service in its time one of several services first, then the shortest.
 * @param {Cells} cells
 * @param {{ bin: number, row: number, incidents: readonly IncidentPlace[] }} cell
 */
function incidentAt({ strip }, { bin, row, incidents }) {
  const from = strip.from + bin * strip.binMs;
  const to = from + strip.binMs;
  const service = (strip.rows[row]?.name ?? "").split("/")[0] ?? "";
  const isTogether = (/** @type {IncidentPlace} */ one) => one.scope === "simultaneous";
  const length = (/** @type {IncidentPlace} */ one) => (one.to ?? Infinity) - one.from;
  return incidents
    .filter((one) => one.from < to && (one.to ?? Infinity) >= from)
    .filter((one) => (row === 0 ? isTogether(one) : one.services.includes(service)))
    .toSorted(
      (one, other) => Number(isTogether(other)) - Number(isTogether(one)) || length(one) - length(other),
    )[0];
}

/**
 * @param {Cells} cells
 * @param {{ bin: number, row: number, incidents: readonly IncidentPlace[] }} cell
 */
function openIncident(cells, cell) {
  const incident = incidentAt(cells, cell);
  if (incident !== undefined) location.hash = incident.anchor;
}
