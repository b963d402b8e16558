import { formatClock } from "../client/utc.js";
import type { IncidentRecord } from "../record/incident-log.ts";
import { impactWords, shapeWords } from "../words/alert-words.ts";
import { candidateWords, isImplied } from "../words/candidate-words.ts";
import { durationOf } from "../words/moments.ts";
import { oddsWords } from "../words/odds-words.ts";
import { type Html, html } from "./html.ts";
import type { IncidentView } from "./incident-view.ts";
import { capitalised, scopeWords } from "./words.ts";

export const incidentAnchor = (number: number): string => `incident-${number}`;

/** Why an incident was retracted: where its story goes on, or that there was none. */
export function retractedNote({ record, numberOf }: IncidentView): Html | null {
  const { supersededBy, status, reason } = record.latest.data;
  if (status === "retracted" && reason === "late-data")
    return html`<p>Telemetry that came late shows that it did not happen as told. It was taken back.</p>`;
  if (status === "retracted" && reason === "memory-lost")
    return html`<p>
      The detector lost its memory: how it went on is not known. What still failed was told anew.
    </p>`;
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

/** The figures that matter most. */
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
  const look = shapeWords(latest.data);
  const [cost, ...costs] = impactWords(latest.data);
  return html`<dl class="figures">
    ${figure("Began", formatClock(outcome.onsetMs), "UTC")}
    ${figure("Known after", durationOf(known - outcome.onsetMs), `at ${formatClock(known)}`)}
    ${
      outcome.endMs === null
        ? figure("Lasted", "not over", "")
        : figure("Lasted", durationOf(outcome.endMs - outcome.onsetMs), `until ${formatClock(outcome.endMs)}`)
    }
    ${figure("Shared component", shared, component === null ? "" : `odds ${oddsWords(component, topology)}`)}
    ${look === null ? null : figure("What it looks like", capitalised(look), "")}
    ${cost === undefined ? null : figure("What it cost", cost, costs.join(", "))}
  </dl>`;
}

function figure(term: string, value: string, more: string): Html {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value}<small>${more}</small></dd>
  </div>`;
}
