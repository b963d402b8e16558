import { rampPosition } from "../client/ramp.js";
import type { Strip } from "../client/payload.ts";
import { formatClock, formatDay } from "../client/utc.js";
import { type Html, html } from "./html.ts";
import { serviceOf } from "../record/signal-columns.ts";
import { counted } from "../words/numbers.ts";
import { type NameOf, periodOf } from "./words.ts";
import { togetherRow } from "./strip-rows.ts";

/** A bar above a strip: an incident, or what the labels say. */
export interface StripBar {
  readonly from: number;
  readonly to: number;
  /** Text beside the bar; null for a bar alone. Bars with text need a lane with room for it. */
  readonly label: string | null;
  readonly title: string;
  readonly href: string | null;
  readonly look: "simultaneous" | "isolated" | "other" | "truth";
}

export interface StripLane {
  readonly name: string;
  readonly bars: readonly StripBar[];
}

export interface StripFigure {
  readonly key: string;
  readonly strip: Strip;
  /** Drawn one below the other above the cells. */
  readonly lanes: readonly StripLane[];
  readonly strong: ReadonlySet<string>;
  readonly summary: string;
  readonly nameOf: NameOf;
}

/** Bars narrower than this share of the strip would not be seen. */
const leastWidthPercent = 0.35;
/** A label right of its bar would leave the page beyond this. */
const labelLeftFromPercent = 62;

/** Names and bars as text; the cells are drawn by the page's script from the payload under the same key. */
export function stripFigure({ key, strip, lanes, strong, summary, nameOf }: StripFigure): Html {
  const names = strip.rows.map(({ name }) => rowName(name, strong, nameOf));
  const covered = periodOf(strip.from, strip.from + strip.bins * strip.binMs);
  return html`<figure class="strip" data-strip="${key}">
    <div class="strip-grid">
      <div class="strip-lane-names" aria-hidden="true">
        ${lanes.map(({ name }) => html`<div>${name}</div>`)}
      </div>
      <div class="strip-bars">
        ${lanes.map(({ bars }) => html`<div class="strip-lane">${bars.map((bar) => barOf(strip, bar))}</div>`)}
      </div>
      <ol class="strip-names">
        ${names}
      </ol>
      <div
        class="strip-cells"
        tabindex="0"
        role="img"
        aria-label="${summary} ${covered}. Arrow keys read out single cells, plus and minus zoom, Home shows all."
      >
        <canvas></canvas>
        <div class="strip-brush" hidden></div>
        <div class="strip-cursor" hidden></div>
      </div>
      <div class="strip-axis" aria-hidden="true"></div>
    </div>
    <p class="strip-foot">
      <span class="strip-readout" aria-live="polite"
        >Point at a cell for its value; drag over a time to see it closer. Times are UTC.</span
      >
      <button type="button" class="strip-whole" hidden>Show all of the time</button>
    </p>
  </figure>`;
}

function rowName(name: string, strong: ReadonlySet<string>, nameOf: NameOf): Html {
  const shown = name === togetherRow ? name : nameOf(name);
  const operation = name.includes("/") ? " operation" : "";
  const weight = strong.has(serviceOf(name)) ? " strong" : "";
  return html`<li class="strip-name${operation}${weight}" title="${shown}">${shown}</li>`;
}

function barOf(strip: Strip, bar: StripBar): Html {
  const span = strip.bins * strip.binMs;
  const percentAt = (at: number): number => Math.min(100, Math.max(0, ((at - strip.from) / span) * 100));
  const left = percentAt(bar.from);
  const width = Math.max(leastWidthPercent, percentAt(bar.to) - left);
  const side = left > labelLeftFromPercent ? "before" : "after";
  const style = `left:${left.toFixed(2)}%;width:${width.toFixed(2)}%`;
  const label = bar.label === null ? null : html`<span class="bar-label ${side}">${bar.label}</span>`;
  const classes = `bar ${bar.look}`;
  const times = html`data-from="${bar.from}"${Number.isFinite(bar.to) && html` data-to="${bar.to}"`}`;
  return bar.href === null
    ? html`<span class="${classes}" style="${style}" ${times} title="${bar.title}">${label}</span>`
    : html`<a
        class="${classes}"
        style="${style}"
        ${times}
        href="${bar.href}"
        title="${bar.title}"
        aria-label="${bar.title}"
        >${label}</a
      >`;
}

/** What a strip has no room for. */
export const leftOutNote = (rows: number): string =>
  `${counted(rows, "more service or operation is", "more services and operations are")} not drawn here; those that failed come first.`;

/** The short label of a bar: `4 Oct 15:40`. */
export function barMoment(ms: number): string {
  return `${formatDay(ms)} ${formatClock(ms)}`;
}

/** Nats in words: so many times likelier is what was seen if the service fails. */
const rampTicks = [
  [3, "20 times"],
  [14, "a million times"],
  [200, "beyond doubt"],
] as const;

function rampTick([nats, words]: (typeof rampTicks)[number]): Html {
  return html`<span style="left:${(100 * rampPosition(nats)).toFixed(1)}%" title="${nats} nats"
    >${words}</span
  >`;
}

/** What the colours mean; once a page. */
export function stripLegend(hasPlanned: boolean): Html {
  return html`<div class="legend">
    <span class="legend-item ramp-item"
      ><span class="ramp" aria-hidden="true"></span>
      <span class="ramp-ticks">${rampTicks.map(rampTick)}</span></span
    >
    <span class="legend-item"><span class="swatch reports" aria-hidden="true"></span>user reports alone</span>
    ${hasPlanned && html`<span class="legend-item"><span class="swatch planned" aria-hidden="true"></span>worked on as planned</span>`}
    <span class="legend-item"><span class="swatch none" aria-hidden="true"></span>no data</span>
  </div>`;
}
