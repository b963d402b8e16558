import { minuteMs } from "../client/utc.js";
import { summaryOf, titleOf } from "../words/alert-words.ts";
import { durationOf } from "../words/moments.ts";
import type { IncidentRecord } from "../record/incident-log.ts";
import { blastRadius, neededComponents } from "./blast-radius.ts";
import { evidenceSentences, loudestSignal } from "./evidence-words.ts";
import { feedbackWords } from "../words/feedback-words.ts";
import { type Html, html } from "./html.ts";
import { eyebrow, incidentAnchor, keyFigures, retractedNote } from "./incident-head.ts";
import type { IncidentView } from "./incident-view.ts";
import { markLegend } from "./mark-legend.ts";
import { prose } from "./prose.ts";
import { revisionList } from "./revision-list.ts";
import { serviceTable } from "./service-table.ts";
import { signalGrid } from "./signal-grid.ts";
import { type StripBar, leftOutNote, stripFigure } from "./strip-section.ts";
import { weighedList } from "./weighed-list.ts";
import { periodOf } from "./words.ts";

/** A simultaneous incident: in full. */
export function incidentArticle(view: IncidentView): Html {
  const { record } = view;
  const anchor = incidentAnchor(record.number);
  return html`<article class="incident large" id="${anchor}" aria-labelledby="${anchor}-title">
    ${eyebrow(record)}
    <h3 id="${anchor}-title">${prose(titleOf(record.latest.data))}</h3>
    ${summaryPart(record)} ${feedbackPart(view)}
    <p class="period">${periodOf(record.outcome.onsetMs, record.outcome.endMs)}</p>
    ${keyFigures(view)} ${incidentBody(view)}
  </article>`;
}

/** Any other incident: a line that opens. */
export function incidentDetails(view: IncidentView): Html {
  const { record } = view;
  const { outcome } = record;
  const length = outcome.endMs === null ? "not over" : durationOf(outcome.endMs - outcome.onsetMs);
  return html`<details class="incident" id="${incidentAnchor(record.number)}">
    <summary>
      <h3>${prose(titleOf(record.latest.data))}</h3>
      <span class="when">${periodOf(outcome.onsetMs, outcome.endMs)}</span
      ><span class="length">${length}</span>${shownBy(view)}${harmless(record)}
    </summary>
    ${eyebrow(record)} ${summaryPart(record)} ${feedbackPart(view)} ${retractedNote(view)}
    ${incidentBody(view)}
  </details>`;
}

/** What showed that a service failed, beside its name while the rest is closed. */
function shownBy({ record, windowMs }: IncidentView): Html | null {
  const [service] = record.latest.data.services;
  const shown = service === undefined ? null : loudestSignal(service, record, windowMs);
  return shown === null ? null : html`<span class="length">${shown}</span>`;
}

/** Longer is not brief. */
const briefMs = 30 * minuteMs;

/** A service that failed alone for a short time, of whose users nobody complained. */
function harmless({ outcome, latest }: IncidentRecord): Html | null {
  const { scope, status, endMs, onsetMs } = outcome;
  const isBrief = status === "resolved" && endMs !== null && endMs - onsetMs <= briefMs;
  const complaints = latest.data.impact?.reportsAboveExpected;
  if (scope !== "isolated" || !isBrief || latest.data.severity === "critical") return null;
  if (complaints === undefined || complaints === null || complaints.count >= 1) return null;
  return html`<span class="length harmless">harmless: brief, and nobody complained</span>`;
}

const summaryPart = ({ latest }: IncidentRecord): Html =>
  html`<p class="summary">${prose(summaryOf(latest.data))}</p>`;

/** What somebody said of it afterwards, by `tocsin feedback`. It changed nothing of what is told. */
const feedbackPart = ({ feedback }: IncidentView): Html | null =>
  feedback === null
    ? null
    : html`<p class="said"><strong>Said afterwards:</strong> ${feedbackWords(feedback)}</p>`;

function incidentBody(view: IncidentView): Html {
  const { record, nameOf, topology, windowMs } = view;
  const together = record.outcome.scope !== "isolated";
  const radius = together ? blastRadius(view) : neededComponents(record, topology);
  return html`${stripPart(view)}
    ${
      record.latest.data.services.length > 0 &&
      html`<h4>Services</h4>
        ${serviceTable(record, nameOf, windowMs)}`
    }
    ${
      radius !== null &&
      html`<h4>${together ? "What they share" : "What it needs"}</h4>
        ${radius} ${together && weighedList(view)}`
    }
    ${
      view.charts !== null &&
      html`<h4>Signals</h4>
        ${signalGrid(record, view.charts, nameOf, windowMs)}`
    }
    <h4>How sure it is</h4>
    <p class="evidence">${prose(evidenceSentences(view).join(" "))}</p>
    ${linksOf(record)}
    <h4>How it was told</h4>
    ${revisionList(record, nameOf)} ${alertJson(record)}`;
}

const linkWords = { runbook: "Runbook", dashboard: "Dashboard", replay: "Replay of this time" } as const;

/** Where the configuration's links lead for this incident; only to pages, whatever the alert says. */
function linksOf({ latest }: IncidentRecord): Html | null {
  const { links = {} } = latest.data;
  const shown = (Object.keys(linkWords) as (keyof typeof linkWords)[]).flatMap((name) => {
    const url = links[name];
    return url !== undefined && /^https?:\/\//i.test(url)
      ? [html`<a href="${url}" rel="noreferrer">${linkWords[name]}</a> `]
      : [];
  });
  return shown.length === 0 ? null : html`<p class="links">${shown}</p>`;
}

function stripPart({ record, strip, silentUnits, undrawnUnits, nameOf }: IncidentView): Html | null {
  if (strip === null && record.outcome.status === "retracted") return null;
  if (strip === null)
    return html`<p class="note">
      No detail was kept of this incident: the report keeps it of the first ones only.
    </p>`;
  const strong = new Set(record.outcome.members);
  const summary = `Evidence of ${strip.rows.length - 1} services around incident ${record.number},`;
  const { onsetMs, endMs } = record.outcome;
  const title = periodOf(onsetMs, endMs);
  const look = record.outcome.scope === "simultaneous" ? "simultaneous" : "other";
  const bar: StripBar = {
    from: onsetMs,
    to: endMs ?? Number.POSITIVE_INFINITY,
    label: null,
    title,
    href: null,
    look,
  };
  const figure = {
    key: incidentAnchor(record.number),
    strip,
    lanes: [{ name: "Incident", bars: [bar] }],
    strong,
    summary,
    nameOf,
  };
  return html`<h4>Evidence by service</h4>
    ${markLegend(strip.marks)}${stripFigure(figure)}
    ${silentUnits > 0 && html`<p class="note">${silentUnits} other services and operations show no evidence in this time.</p>`}
    ${undrawnUnits > 0 && html`<p class="note">${leftOutNote(undrawnUnits)}</p>`}`;
}

function alertJson({ latest }: IncidentRecord): Html {
  return html`<details class="json">
    <summary>Alert event as JSON, revision ${latest.data.revision}</summary>
    <button type="button" class="copy">Copy</button><span class="copied" role="status"></span>
    <pre tabindex="0">${JSON.stringify(latest, null, 2)}</pre>
  </details>`;
}
