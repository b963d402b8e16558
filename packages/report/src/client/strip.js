import { decodeNats, noData } from "./evidence-code.js";
import { formatNumber } from "./numbers.js";
import { cellsOf } from "./strip-cells.js";
import { drawStrip, rowAt, rowHeight, rowTop } from "./strip-picture.js";
import { formatClock, formatDate, formatDay, formatTick, minuteMs, timeTicks } from "./utc.js";
/** @import { Strip } from "./payload.ts" */
/** @import { Cells } from "./strip-cells.js" */

/** Room that a label of the time axis takes, in CSS pixels. */
const tickSpacing = 64;

/**
 * Fills a strip's figure; returns the function that draws it again after a change of theme or size.
 * @param {HTMLElement} figure
 * @param {Strip} strip
 * @returns {() => void}
 */
export function showStrip(figure, strip) {
  const cells = cellsOf(strip);
  const place = /** @type {HTMLElement} */ (figure.querySelector(".strip-cells"));
  const canvas = /** @type {HTMLCanvasElement} */ (place.querySelector("canvas"));
  const axis = /** @type {HTMLElement} */ (figure.querySelector(".strip-axis"));
  const redraw = () => {
    drawStrip(canvas, cells);
    drawAxis(axis, strip);
  };
  new ResizeObserver(redraw).observe(place);
  followCursor(figure, place, cells);
  redraw();
  return redraw;
}

/** @param {HTMLElement} axis @param {Strip} strip */
function drawAxis(axis, strip) {
  const span = strip.bins * strip.binMs;
  const ticks = timeTicks(
    strip.from,
    strip.from + span,
    Math.max(2, Math.floor(axis.clientWidth / tickSpacing)),
  );
  axis.replaceChildren(
    ...ticks.map((tick) => {
      const label = document.createElement("span");
      label.textContent = formatTick(tick);
      label.style.left = `${((tick - strip.from) / span) * 100}%`;
      return label;
    }),
  );
}

/**
 * Pointer, touch and arrow keys choose a cell, whose value is read out below.
 * @param {HTMLElement} figure
 * @param {HTMLElement} place
 * @param {Cells} cells
 */
function followCursor(figure, place, cells) {
  const { strip } = cells;
  const chosen = { bin: strip.bins - 1, row: 0 };
  const show = () => showCell(figure, cells, chosen);
  /** @param {PointerEvent} event */
  const point = (event) => {
    const box = place.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    chosen.bin = Math.min(strip.bins - 1, Math.max(0, Math.floor(share * strip.bins)));
    chosen.row = rowAt(event.clientY - box.top, strip.rows.length);
    show();
  };
  place.addEventListener("pointermove", point);
  place.addEventListener("pointerdown", point);
  place.addEventListener("keydown", (event) => {
    const [bins, rows] = cellSteps[event.key] ?? [0, 0];
    if (bins === 0 && rows === 0) return;
    event.preventDefault();
    const stride = event.shiftKey ? 10 : 1;
    chosen.bin = Math.min(strip.bins - 1, Math.max(0, chosen.bin + bins * stride));
    chosen.row = Math.min(strip.rows.length - 1, Math.max(0, chosen.row + rows));
    show();
  });
}

/** @type {Record<string, [number, number]>} */
const cellSteps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {HTMLElement} figure
 * @param {Cells} cells
 * @param {{ bin: number, row: number }} chosen
 */
function showCell(figure, cells, { bin, row }) {
  const { strip } = cells;
  const cursor = /** @type {HTMLElement} */ (figure.querySelector(".strip-cursor"));
  cursor.hidden = false;
  cursor.style.left = `${((bin + 0.5) / strip.bins) * 100}%`;
  cursor.style.setProperty("--row-top", `${rowTop(row)}px`);
  cursor.style.setProperty("--row-height", `${rowHeight}px`);
  const name = figure.querySelectorAll(".strip-name")[row]?.textContent ?? "";
  const readout = /** @type {HTMLElement} */ (figure.querySelector(".strip-readout"));
  readout.textContent = `${name}, ${binWords(strip, bin)}: ${valueWords(cells, row, bin)}`;
}

/** @param {Strip} strip @param {number} bin */
function binWords(strip, bin) {
  const from = strip.from + bin * strip.binMs;
  if (strip.binMs <= minuteMs) return `${formatDate(from)}, ${formatClock(from)} UTC`;
  const to = from + strip.binMs;
  const end = formatDay(from) === formatDay(to) ? formatClock(to) : `${formatDay(to)}, ${formatClock(to)}`;
  return `${formatDate(from)}, ${formatClock(from)} to ${end} UTC`;
}

/** @param {Cells} cells @param {number} row @param {number} bin */
function valueWords(cells, row, bin) {
  const telemetry = decodeNats(cells.telemetry[row]?.[bin] ?? noData);
  const reports = decodeNats(cells.reportsOnly[row]?.[bin] ?? noData);
  if (telemetry === null) return "no data";
  const complaints = reports === null ? "" : `, ${formatNumber(reports)} nats by user reports alone`;
  return `${formatNumber(telemetry)} nats${complaints}`;
}
