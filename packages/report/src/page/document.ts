import { contentsOf, type Part } from "./contents.ts";
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
  const parts = partsOf(view);
  return standalonePage({
    title: `Tocsin: ${verdict.headline}`,
    body: html`<a class="skip" href="#incidents">Skip to the incidents</a>
      ${pageHeader(view, verdict)} ${contentsOf(parts, summary.score !== null)}
      <main>
        ${overviewSection(view)}
        <div id="incidents">${incidentSections(view, parts)}</div>
        ${summary.score !== null && scoreSection(summary.score, view.nameOf)}
      </main>
      ${pageFooter(input)}`,
    payload: payloadOf(view),
  });
}

function partsOf(view: PageView): readonly Part[] {
  const standing = view.incidents.filter(({ record }) => record.outcome.status !== "retracted");
  const ofScope = (wanted: (scope: string) => boolean): IncidentView[] =>
    standing.filter(({ record }) => wanted(record.outcome.scope));
  const together = ofScope((scope) => scope === "simultaneous");
  const alone = ofScope((scope) => scope === "isolated");
  const others = ofScope((scope) => scope !== "simultaneous" && scope !== "isolated");
  const withdrawn = view.incidents.filter(({ record }) => record.outcome.status === "retracted");
  return [
    { id: "together", title: "Failed together", incidents: together },
    { id: "alone", title: "Failed alone", incidents: alone },
    { id: "others", title: "Not a failure of services", incidents: others },
    { id: "withdrawn", title: "Taken back", incidents: withdrawn },
  ];
}

function incidentSections({ input: { recordsLeftOut } }: PageView, parts: readonly Part[]): Html[] {
  return [
    ...parts.map(({ id, title, incidents }) =>
      section(id, title, incidents.map(id === "together" ? incidentArticle : incidentDetails)),
    ),
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

/** What a replay writes beside its report. */
const rawFiles = ["alerts.jsonl", "evidence.jsonl.gz", "rejects.jsonl", "summary.json", "influx.lp.gz"];

const listedLinks = (files: readonly string[]): Html[] =>
  files.map((file, at) => html`${at > 0 && ", "}<a href="${file}">${file}</a>`);

function pageFooter({ summary }: PageInput): Html {
  return html`<footer class="page">
    <p>
      Tocsin ${summary.detectorVersion}, configuration <code>${summary.configHash.slice(0, 12)}</code>. All
      times are UTC and come from the telemetry. Charts are drawn with uPlot (MIT licence).
    </p>
    <p>Raw data, in the folder that this page was written to: ${listedLinks(rawFiles)}.</p>
  </footer>`;
}
