import type { Mark, MarkKind } from "../client/payload.ts";
import { type Html, html } from "./html.ts";

const markWords: Readonly<Record<MarkKind, string>> = {
  onset: "onset",
  detected: "known",
  resolved: "over",
  truth: "labelled onset",
};

/** What the vertical lines mean: those that occur among `marks`, and other keys before them. */
export function markLegend(marks: readonly Mark[], before: readonly Html[] = []): Html {
  const kinds = (Object.keys(markWords) as MarkKind[]).filter((kind) =>
    marks.some((mark) => mark.kind === kind),
  );
  return html`<div class="legend">${before}${kinds.map((kind) => legendKey(kind, markWords[kind]))}</div>`;
}

/** A key and its word; the stylesheet knows the key by its name. */
export function legendKey(key: string, words: string): Html {
  return html`<span class="legend-item"><span class="key ${key}" aria-hidden="true"></span>${words}</span>`;
}
