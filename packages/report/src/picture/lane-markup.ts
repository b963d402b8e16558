import { type Html, html } from "../page/html.ts";
import { grid, type Lane, type LaneValues } from "./lane.ts";

export const pictureStyle = `
.moment svg { display: block; width: 100%; height: 74px; } .moment figure { margin-top: .9rem; } .moment .ends { display: flex; justify-content: space-between; }
.moment figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; font-size: .85rem; } .moment figcaption b { font-weight: 600; }
.moment .reading { color: var(--muted); font-variant-numeric: tabular-nums; } svg path { vector-effect: non-scaling-stroke; }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); } svg .muted { fill: var(--muted); } svg .end { text-anchor: end; }
svg .band { fill: var(--band); } svg .expected { fill: none; stroke: var(--expected); stroke-dasharray: 4 3; }
svg .observed { fill: none; stroke: var(--member); stroke-width: 1.8; stroke-linejoin: round; } svg .dot { stroke: var(--member); stroke-width: 7; stroke-linecap: round; }
svg .threshold { stroke: var(--ink); stroke-dasharray: 2 4; } .key.observed { border-color: var(--member); } .key.threshold { border-top: 2px dotted var(--ink); } svg .base { stroke: var(--line); }`;

const plotWidth = grid.width - grid.left - grid.right;
const plotHeight = grid.laneHeight - grid.plotTop - 8;
/** So much room above and below keeps the last value's dot whole. */
const plotMargin = 6;

/** A title that is longer would run into the reading at the other end of its line. */
const longestTitle = 80;

/** One chart of the drawing with its words. */
export function laneMarkup(lane: Lane, windows: number, top: number): Html {
  const letters = [...lane.title];
  const title =
    letters.length > longestTitle ? `${letters.slice(0, longestTitle - 1).join("")}…` : lane.title;
  return html`<g>
    <text x="${grid.left}" y="${top + 16}">${title}</text>
    <text class="end" x="${grid.width - grid.right}" y="${top + 16}">${lane.reading}</text>
    ${plotMarkup(lane, windows, top + grid.plotTop)}
  </g>`;
}

/** One chart as a figure of a page: its words are text of the page, so that they are read on a narrow screen too. */
export const laneFigure = (lane: Lane, windows: number): Html =>
  html`<figure>
    <figcaption><b>${lane.title}</b> <span class="reading">${lane.reading}</span></figcaption>
    <svg
      viewBox="0 0 ${grid.width} ${plotHeight + 2 * plotMargin}"
      preserveAspectRatio="none"
      role="img"
      aria-label="${lane.title}: ${lane.reading}"
    >
      ${plotMarkup(lane, windows, plotMargin)}
    </svg>
  </figure>`;

/** The lines alone; their foot is zero, their head the largest value. */
function plotMarkup(lane: Lane, windows: number, top: number): Html {
  const drawn = [...lane.observed, ...lane.expected, ...lane.lower, ...lane.upper, lane.threshold];
  const most = Math.max(Number.MIN_VALUE, ...drawn.filter((value) => value !== null));
  const foot = top + plotHeight;
  const x = (at: number): string => (grid.left + (plotWidth * (at + 0.5)) / Math.max(1, windows)).toFixed(1);
  const y = (value: number): string => (foot - plotHeight * (Math.max(0, value) / most)).toFixed(1);
  const point = (value: number, at: number): string => `${x(at)} ${y(value)}`;
  const last = lane.observed.at(-1) ?? null;
  return html`<path class="band" d="${bandPath(lane, point)}" />
    <path class="base" d="M${grid.left} ${foot}H${grid.width - grid.right}" />
    ${
      lane.threshold !== null &&
      html`<path class="threshold" d="M${grid.left} ${y(lane.threshold)}H${grid.width - grid.right}" />`
    }
    <path class="expected" d="${linePath(lane.expected, point)}" />
    <path class="observed" d="${linePath(lane.observed, point)}" />
    ${last !== null && html`<path class="dot" d="M${x(windows - 1)} ${y(last)}h0" />`}`;
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
