import { type Html, html } from "./html.ts";
import { incidentArticle, incidentDetails } from "./incident-section.ts";
import type { IncidentView } from "./incident-view.ts";
import { overviewSection } from "./overview-section.ts";
import { pageHeader } from "./page-header.ts";
import { type PageInput, type PageView, pageView, payloadOf } from "./page-view.ts";
import { scoreSection } from "./score-section.ts";
import { standalonePage } from "./standalone-page.ts";
import { verdictOf } from "./verdict.ts";

/** The whole page as one document that needs nothing else. */
export function reportDocument(input: PageInput): string {
  const view = pageView(input);
  const { records, summary } = input;
  const verdict = verdictOf({ records, summary, nameOf: view.nameOf });
  return standalonePage({
    title: `Tocsin: ${verdict.headline}`,
    body: html`<a class="skip" href="#incidents">Skip to the incidents</a>
      ${pageHeader(view, verdict)}
      <main>
        ${overviewSection(view)}
        <div id="incidents">${incidentSections(view)}</div>
        ${summary.score !== null && scoreSection(summary.score, view.nameOf)}
      </main>
      ${pageFooter(input)}`,
    payload: payloadOf(view),
  });
}

function incidentSections(view: PageView): Html[] {
  const standing = view.incidents.filter(({ record }) => record.outcome.status !== "retracted");
  const ofScope = (wanted: (scope: string) => boolean): IncidentView[] =>
    standing.filter(({ record }) => wanted(record.outcome.scope));
  const together = ofScope((scope) => scope === "simultaneous");
  const alone = ofScope((scope) => scope === "isolated");
  const others = ofScope((scope) => scope !== "simultaneous" && scope !== "isolated");
  const withdrawn = view.incidents.filter(({ record }) => record.outcome.status === "retracted");
  const { recordsLeftOut } = view.input;
  return [
    section("together", "Failed together", together.map(incidentArticle)),
    section("alone", "Failed alone", alone.map(incidentDetails)),
    section("others", "Not a failure of services", others.map(incidentDetails)),
    section("withdrawn", "Taken back", withdrawn.map(incidentDetails)),
    ...(recordsLeftOut > 0
      ? [html`<p class="note">${recordsLeftOut} more incidents are in alerts.jsonl.</p>`]
      : []),
  ];
}

function section(id: string, title: string, parts: readonly Html[]): Html {
  if (parts.length === 0) return html``;
  return html`<section aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${parts}
  </section>`;
}

function pageFooter({ summary }: PageInput): Html {
  return html`<footer class="page">
    <p>
      Tocsin ${summary.detectorVersion}, configuration <code>${summary.configHash.slice(0, 12)}</code>. All
      times are UTC and come from the telemetry. Charts are drawn with uPlot (MIT licence).
    </p>
  </footer>`;
}
