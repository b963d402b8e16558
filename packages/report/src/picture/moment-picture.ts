import type { EvidenceFrame } from "@tocsin/contracts";
import { type Html, html, trustedMarkup } from "../page/html.ts";
import { legendKey } from "../page/mark-legend.ts";
import { prose } from "../page/prose.ts";
import { darkColours, lightColours, style } from "../page/style.ts";
import { momentOf } from "../words/moments.ts";
import { grid, type Lane, placeOf } from "./lane.ts";
import { laneFigure, laneMarkup, pictureStyle } from "./lane-markup.ts";
import { evidenceLane, seriesLanes } from "./lanes.ts";

/** The windows before a moment and the moment itself, last, and whose series are drawn, the most important first. */
export interface MomentDrawing {
  readonly frames: readonly EvidenceFrame[];
  readonly units: readonly string[];
}

/** One drawing in SVG that needs nothing else: evidence against its threshold, and the series that say most. */
export function momentPicture(drawing: MomentDrawing): string {
  return svg(
    drawing,
    trustedMarkup(`<style>svg {${lightColours} }
@media (prefers-color-scheme: dark) { svg {${darkColours} } }
svg { background: var(--page); }${pictureStyle}</style>`),
  ).text;
}

/** A paragraph of the page's words, `indent` steps in. */
export interface MomentWords {
  readonly indent: number;
  readonly spans: readonly { readonly text: string; readonly isStrong: boolean }[];
}

/** The answer, and what it rests on, as paragraphs. */
export interface MomentPage extends MomentDrawing {
  readonly answer: readonly MomentWords[];
  readonly details: readonly MomentWords[];
}

/** The drawing and the words for it as one HTML document that needs no network and no script. */
export function momentPage(drawing: MomentPage): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Tocsin: ${titleOf(drawing)}</title>
        <link rel="icon" href="data:," />
        ${trustedMarkup(`<style>${style}${pictureStyle}
body { padding-top: 1.5rem; } .words { max-width: 50em; font-size: .95rem; margin: 1.25rem 0; } .words p { margin: .1rem 0; } .words p.apart { margin-top: 1.1rem; }
.words .by-1 { padding-left: 1rem; } .words .by-2 { padding-left: 2rem; }</style>`)}
      </head>
      <body>
        <h1>${titleOf(drawing)}</h1>
        <div class="words">${drawing.answer.map(paragraphOf)}</div>
        ${chartsOf(drawing)}
        <div class="words">${drawing.details.map(paragraphOf)}</div>
      </body>
    </html> `;
  return page.text;
}

/** Deeper than this makes no difference to a reader, and leaves no room on a phone. */
const deepest = 2;

function paragraphOf({ indent, spans }: MomentWords): Html {
  const words = spans.map(({ text, isStrong }) =>
    isStrong ? html`<strong>${prose(text)}</strong>` : prose(text),
  );
  return html`<p class="${indent === 0 ? "apart" : `by-${Math.min(deepest, indent)}`}">${words}</p>`;
}

function chartsOf(drawing: MomentDrawing): Html {
  const { windows, firstWords, lastWords } = placeOf(drawing.frames);
  return html`<section class="moment" aria-labelledby="moment-title">
    <h2 id="moment-title">The time before, and this window</h2>
    <div class="legend">
      ${legendKey("observed", "observed")} ${legendKey("band", "expected, with its band")}
      ${legendKey("threshold", "needed for an alarm")}
    </div>
    ${lanesOf(drawing).map((lane) => laneFigure(lane, windows))}
    <p class="ends note"><span>${firstWords}</span> <span>${lastWords}</span></p>
  </section>`;
}

const lanesOf = (drawing: MomentDrawing): readonly Lane[] => [
  evidenceLane(drawing.frames),
  ...seriesLanes(drawing),
];

function titleOf({ frames }: MomentDrawing): string {
  const last = frames.at(-1);
  return last === undefined ? "No window" : `${momentOf(last.windowStart)} UTC, explained`;
}

function svg(drawing: MomentDrawing, styles: Html): Html {
  const lanes = lanesOf(drawing);
  const place = placeOf(drawing.frames);
  const height = grid.top + lanes.length * grid.laneHeight + grid.bottom;
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${grid.width} ${height}"
    role="img"
    aria-label="${titleOf(drawing)}"
  >
    ${styles} ${lanes.map((lane, at) => laneMarkup(lane, place.windows, grid.top + at * grid.laneHeight))}
    <text class="muted" x="${grid.left}" y="${height - 26}">${place.firstWords}</text>
    <text class="muted end" x="${grid.width - grid.right}" y="${height - 26}">${place.lastWords}</text>
    <text class="muted" x="${grid.left}" y="${height - 8}">
      line: observed; dashes: expected; band: what is usual; dots: needed for an alarm
    </text>
  </svg>`;
}
