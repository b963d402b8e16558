import { formatClock } from "../client/utc.js";
import type { IncidentRecord } from "../record/incident-log.ts";
import { durationOf } from "../words/moments.ts";
import { listed } from "../words/numbers.ts";
import { candidateWords, isImplied } from "../words/candidate-words.ts";
import { oddsWords } from "./component-words.ts";
import { type Html, html } from "./html.ts";
import type { IncidentView } from "./incident-view.ts";
import { type NameOf, capitalised, countInWords, scopeWords } from "./words.ts";

export const incidentAnchor = (number: number): string => `incident-${number}`;

/** What happened, in a few words. */
export function incidentTitle({ outcome, latest }: IncidentRecord, nameOf: NameOf): string {
  const names = listed(outcome.members.map(nameOf));
  const titles = {
    simultaneous: `${capitalised(countInWords(outcome.members.length, "service"))} failed together`,
    isolated:
      latest.data.supersededBy === undefined ? `${names} failed alone` : `${names}, first taken for isolated`,
    "reports-only": `People complained about ${names}; nothing else was seen`,
    source: `${listed(latest.data.sources ?? ["An observer"])} could not be believed`,
    blind: "All input was silent",
  };
  return titles[outcome.scope];
}

/** Why an incident was retracted: where its story goes on, or that there was none. */
export function retractedNote({ record, numberOf }: IncidentView): Html | null {
  const { supersededBy, status, reason } = record.latest.data;
  if (status === "retracted" && reason === "late-data")
    return html`<p>Telemetry that came late shows that it did not happen as told. It was taken back.</p>`;
  if (supersededBy === undefined) return null;
  const number = numberOf(supersededBy);
  const larger =
    number === null ? supersededBy : html`<a href="#${incidentAnchor(number)}">incident ${number}</a>`;
  return html`<p>It proved part of ${larger}, which tells the whole.</p>`;
}

/** What it is, in single words. */
export function eyebrow({ number, outcome, latest }: IncidentRecord): Html {
  return html`<p class="eyebrow">
    <span class="badge ${outcome.scope}">${scopeWords[outcome.scope]}</span> <span>incident ${number}</span
    ><span>${latest.data.severity}</span><span>${outcome.status}</span><code>${outcome.incident}</code>
  </p>`;
}

/** The four figures that matter most. */
export function keyFigures({ record, topology }: IncidentView): Html {
  const { outcome, announced, latest } = record;
  const known = outcome.announcedMs[outcome.scope] ?? Date.parse(announced.data.detectedAt);
  const { component } = latest.data;
  const shared =
    component === null
      ? (candidateWords(latest.data, topology) ?? "nothing named")
      : isImplied(component.name, topology)
        ? "across all services"
        : component.name;
  return html`<dl class="figures">
    <div>
      <dt>Began</dt>
      <dd>${formatClock(outcome.onsetMs)}<small>UTC</small></dd>
    </div>
    <div>
      <dt>Known after</dt>
      <dd>${durationOf(known - outcome.onsetMs)}<small>at ${formatClock(known)}</small></dd>
    </div>
    <div>
      <dt>Shared component</dt>
      <dd>${shared}<small>${component === null ? "" : `odds ${oddsWords(component, topology)}`}</small></dd>
    </div>
    <div>
      <dt>Lasted</dt>
      <dd>
        ${outcome.endMs === null ? "not over" : durationOf(outcome.endMs - outcome.onsetMs)}<small
          >${outcome.endMs === null ? "" : `until ${formatClock(outcome.endMs)}`}</small
        >
      </dd>
    </div>
  </dl>`;
}
