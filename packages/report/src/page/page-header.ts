import { groupThousands } from "../client/numbers.js";
import { type Html, html } from "./html.ts";
import type { PageView } from "./page-view.ts";
import { prose } from "./prose.ts";
import type { Verdict } from "./verdict.ts";
import { listed } from "../words/numbers.ts";
import { lengthInWords, periodOf } from "./words.ts";

/** What was replayed, and the answer. */
export function pageHeader({ input }: PageView, verdict: Verdict): Html {
  const { summary } = input;
  const files = summary.inputs.length === 0 ? "a recording" : listed(summary.inputs);
  const [from, to] = [summary.from, summary.to].map((instant) =>
    instant === null ? null : Date.parse(instant),
  );
  const period = from === null || from === undefined ? null : periodOf(from, to ?? null);
  return html`<header class="page">
    <div class="bar-top">
      <span class="brand">Tocsin</span><span class="files">Replay of ${files}</span>
      <button type="button" id="theme" hidden>Dark</button>
    </div>
    ${verdict.notice !== null && html`<p class="notice">${prose(verdict.notice)}</p>`}
    <h1>${prose(verdict.headline)}</h1>
    <div class="lede">${verdict.paragraphs.map((sentence) => html`<p>${prose(sentence)}</p>`)}</div>
    <dl class="facts">
      ${period !== null && fact("Period", `${period}${to === null || to === undefined ? "" : ` (${lengthInWords(to - (from ?? to))})`}`)}
      ${fact("Environment", input.environment)} ${fact("Services", groupThousands(summary.services))}
      ${fact("Series", groupThousands(summary.series))} ${fact("Readings", groupThousands(summary.readings))}
      ${fact("Rejected", groupThousands(summary.rejected))}
      ${fact("Windows", groupThousands(summary.windows))}
      ${fact("Alert events", groupThousands(summary.alerts))}
    </dl>
  </header>`;
}

function fact(term: string, value: string): Html {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;
}
