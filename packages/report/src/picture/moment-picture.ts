import type { EvidenceFrame } from "@tocsin/contracts";
import { type Html, html, trustedMarkup } from "../page/html.ts";
import { darkColours, lightColours, style } from "../page/style.ts";
import { momentOf } from "../words/moments.ts";
import { grid, type Lane, type Place, placeOf } from "./lane.ts";
import { laneMarkup, pictureStyle } from "./lane-markup.ts";
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

/** The drawing and the words for it as one HTML document that needs no network and no script. */
export function momentPage(drawing: MomentDrawing & { readonly text: string }): string {
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
.words { white-space: pre-wrap; font: .9rem/1.55 ui-monospace, monospace; margin: 2rem 0; }</style>`)}
      </head>
      <body>
        <h1>${titleOf(drawing)}</h1>
        <div class="words">${drawing.text}</div>
        ${svg(drawing, html``)}
      </body>
    </html> `;
  return page.text;
}

function titleOf({ frames }: MomentDrawing): string {
  const last = frames.at(-1);
  return last === undefined ? "No window" : `${momentOf(last.windowStart)} UTC, explained`;
}

function svg(drawing: MomentDrawing, styles: Html): Html {
  const lanes: readonly Lane[] = [evidenceLane(drawing.frames), ...seriesLanes(drawing)];
  const place: Place = placeOf(drawing.frames);
  const height = grid.top + lanes.length * grid.laneHeight + grid.bottom;
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${grid.width} ${height}"
    role="img"
    aria-label="${titleOf(drawing)}"
  >
    ${styles} ${lanes.map((lane, at) => laneMarkup(lane, place, grid.top + at * grid.laneHeight))}
    <text class="muted" x="${grid.left}" y="${height - 8}">${place.firstWords}</text>
    <text class="muted end" x="${grid.width - grid.right}" y="${height - 8}">${place.lastWords}</text>
  </svg>`;
}
