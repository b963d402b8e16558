import { type Html, html } from "../page/html.ts";
import { grid, type Lane, type LaneValues, type Place } from "./lane.ts";

export const pictureStyle = `
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); } svg .muted { fill: var(--muted); } svg .end { text-anchor: end; }
svg .band { fill: var(--band); } svg .expected { fill: none; stroke: var(--expected); stroke-dasharray: 4 3; }
svg .observed { fill: none; stroke: var(--member); stroke-width: 1.8; stroke-linejoin: round; } svg .dot { fill: var(--member); }
svg .threshold { stroke: var(--ink); stroke-dasharray: 2 4; } svg .base { stroke: var(--line); }`;

const plotWidth = grid.width - grid.left - grid.right;
const plotHeight = grid.laneHeight - grid.plotTop - 8;

/** One chart of the drawing; its foot is zero, its head the largest value. */
export function laneMarkup(lane: Lane, { windows }: Place, top: number): Html {
  const drawn = [...lane.observed, ...lane.expected, ...lane.lower, ...lane.upper, lane.threshold];
  const most = Math.max(Number.MIN_VALUE, ...drawn.filter((value) => value !== null));
  const foot = top + grid.plotTop + plotHeight;
  const x = (at: number): string => (grid.left + (plotWidth * (at + 0.5)) / Math.max(1, windows)).toFixed(1);
  const y = (value: number): string => (foot - plotHeight * (Math.max(0, value) / most)).toFixed(1);
  const point = (value: number, at: number): string => `${x(at)} ${y(value)}`;
  const last = lane.observed.at(-1) ?? null;
  return html`<g>
    <text x="${grid.left}" y="${top + 16}">${lane.title}</text>
    <text class="end" x="${grid.width - grid.right}" y="${top + 16}">${lane.reading}</text>
    <path class="band" d="${bandPath(lane, point)}" />
    <path class="base" d="M${grid.left} ${foot}H${grid.width - grid.right}" />
    ${
      lane.threshold !== null &&
      html`<path class="threshold" d="M${grid.left} ${y(lane.threshold)}H${grid.width - grid.right}" />`
    }
    <path class="expected" d="${linePath(lane.expected, point)}" />
    <path class="observed" d="${linePath(lane.observed, point)}" />
    ${last !== null && html`<circle class="dot" cx="${x(windows - 1)}" cy="${y(last)}" r="3.5" />`}
  </g>`;
}

type Point = (value: number, at: number) => string;

/** A line with a gap wherever there is no value; a value between two gaps is a short dash. */
function linePath(values: LaneValues, point: Point): string {
  let isDrawing = false;
  let path = "";
  values.forEach((value, at) => {
    if (value !== null) path += isDrawing ? `L${point(value, at)}` : `M${point(value, at)}h0.5`;
    isDrawing = value !== null;
  });
  return path;
}

function bandPath({ lower, upper }: Lane, point: Point): string {
  const runs: { at: number; low: number; high: number }[][] = [];
  let run: { at: number; low: number; high: number }[] = [];
  upper.forEach((high, at) => {
    const low = lower[at] ?? null;
    if (high === null || low === null) run = [];
    else {
      if (run.length === 0) runs.push(run);
      run.push({ at, low, high });
    }
  });
  return runs
    .map((piece) => {
      const above = piece.map(({ high, at }) => point(high, at));
      const below = piece.map(({ low, at }) => point(low, at)).toReversed();
      return `M${[...above, ...below].join("L")}Z`;
    })
    .join("");
}
