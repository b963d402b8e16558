import type { AlertService } from "@tocsin/contracts";
import { formatClock } from "../client/utc.js";
import { strongest } from "../words/signal-words.ts";
import type { IncidentRecord } from "../record/incident-log.ts";
import { listed } from "../words/numbers.ts";
import { loudestSignal } from "./evidence-words.ts";
import { type Html, html } from "./html.ts";
import { type NameOf, roleWords } from "./words.ts";

/** A longer table shows so many of its rows, and the rest when it is asked for. */
const mostRows = 15;
const shownRows = 12;

/**
 * Every service the incident speaks of: what became of it, since when, until when, and what showed it. Of many the
 * strongest dozen stand there, and the rest unfold.
 * Roles are spelt out because narrow screens lay the rows out as blocks.
 */
export function serviceTable(record: IncidentRecord, nameOf: NameOf, windowMs: number): Html {
  const { services } = record.latest.data;
  const working = services.filter(({ role, signals }) => role === "notFailing" && signals.length === 0);
  const grouped = working.length > mostWorkingRows ? working : [];
  const single = services.filter((service) => !grouped.includes(service));
  const shown = single.length > mostRows ? strongestOf(single) : single;
  const folded = single.filter((service) => !shown.includes(service));
  const rowOf = (service: AlertService): Html =>
    html`<tr role="row">
      <th scope="row" role="rowheader"><span class="name">${nameOf(service.service)}</span></th>
      <td role="cell" class="role-cell">${roleMark(service.role)} ${roleWords[service.role]}</td>
      ${clockCell("Onset", service.onset)}${clockCell("Recovered", service.recoveredAt ?? null)}
      <td role="cell" class="shown">${loudestSignal(service, record, windowMs)}</td>
    </tr>`;
  return html`${tableOf([
    ...shown.map(rowOf),
    ...(grouped.length > 0 ? [workingRow(grouped.map(({ service }) => nameOf(service)))] : []),
  ])}
  ${
    folded.length > 0 &&
    html`<details class="more">
      <summary>Show all ${single.length}: the other ${folded.length}${foldedWords(folded)}</summary>
      ${tableOf(folded.map(rowOf))}
    </details>`
  }`;
}

/** Less than any evidence of a member. */
const noMember = -1e6;

/** The dozen of which most speaks for a failure, in the order of the alert: by onset, members first. */
function strongestOf(services: readonly AlertService[]): readonly AlertService[] {
  const nats = ({ role, signals }: AlertService): number =>
    role === "member" ? (strongest(signals)?.evidenceNats ?? 0) : noMember;
  const first = new Set(services.toSorted((one, other) => nats(other) - nats(one)).slice(0, shownRows));
  return services.filter((service) => first.has(service));
}

/** What became of those that are folded, in a line: `, of which 47 failed between 12:00 and 12:03`. */
function foldedWords(services: readonly AlertService[]): string {
  const onsets = services.flatMap(({ role, onset }) =>
    role === "member" && onset !== null ? [Date.parse(onset)] : [],
  );
  if (onsets.length === 0) return "";
  const [from, to] = [formatClock(Math.min(...onsets)), formatClock(Math.max(...onsets))];
  const who = onsets.length === services.length ? "" : `, of which ${onsets.length}`;
  return `${who} failed ${from === to ? `from ${from} on` : `between ${from} and ${to}`}`;
}

function tableOf(rows: readonly Html[]): Html {
  return html`<table class="services" role="table">
    <thead>
      <tr role="row">
        <th scope="col">Service</th>
        <th scope="col">Role</th>
        <th scope="col" class="number">Onset</th>
        <th scope="col" class="number">Recovered</th>
        <th scope="col">What showed it</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** So many services of a component that did not fail stand in one row. */
const mostWorkingRows = 4;

function workingRow(names: readonly string[]): Html {
  return html`<tr role="row">
    <th scope="row" role="rowheader">${names.length} services</th>
    <td role="cell" class="role-cell">${roleMark("notFailing")} ${roleWords.notFailing}</td>
    <td role="cell" class="shown" colspan="3">${listed(names)}</td>
  </tr>`;
}

function clockCell(label: string, instant: string | null): Html {
  if (instant === null)
    return html`<td role="cell" class="number absent" data-label="${label}">
      <span aria-label="none">–</span>
    </td>`;
  const clock = formatClock(Date.parse(instant));
  return html`<td role="cell" class="number" data-label="${label}">
    <time datetime="${instant}">${clock}</time>
  </td>`;
}

/** A mark that differs by shape as well as by colour. */
export function roleMark(role: AlertService["role"] | "unaffected"): Html {
  const shapes = {
    member: html`<circle cx="6" cy="6" r="5" />`,
    notFailing: html`<circle cx="6" cy="6" r="4" fill="none" stroke-width="2" />`,
    unknown: html`<circle cx="6" cy="6" r="4" fill="none" stroke-width="1.5" stroke-dasharray="2 2" />`,
    collateral: html`<path d="M6 0.6 11.4 6 6 11.4 0.6 6Z" />`,
    suspected: html`<path d="M6 1 11.4 10.6H0.6Z" />`,
    unaffected: html`<circle cx="6" cy="6" r="2" />`,
  };
  return html`<svg class="mark ${role}" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
    ${shapes[role]}
  </svg>`;
}
