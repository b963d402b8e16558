import { formatClock, formatDay } from "../client/utc.js";
import type { IncidentRecord, Revision } from "../record/incident-log.ts";
import { listed } from "../words/numbers.ts";
import { type Html, html } from "./html.ts";
import { type NameOf, reasonWords } from "./words.ts";

/** How the incident was told, revision by revision, with what each one added. */
export function revisionList(record: IncidentRecord, nameOf: NameOf): Html {
  const items = record.revisions.map((revision) => {
    const at = Date.parse(revision.at);
    return html`<li class="${revision.status}">
      <time datetime="${revision.at}"><span class="day">${formatDay(at)}</span> ${formatClock(at)}</time>
      <div>
        <strong>${headlineOf(revision)}</strong>
        <span class="muted">revision ${revision.revision}</span>
        ${changesOf(revision, nameOf).map((change) => html`<br />${change}`)}
      </div>
    </li>`;
  });
  const { revisionsLeftOut } = record;
  return html`<ol class="revisions">
      ${items}
    </ol>
    ${revisionsLeftOut > 0 && html`<p class="note">${revisionsLeftOut} revisions before the last are not listed.</p>`}`;
}

/** The contract has one reason for services that join and services that recover. */
function headlineOf({ reason, joined, recovered }: Revision): string {
  if (reason !== "members-changed") return reasonWords[reason];
  if (joined.length > 0) return "More services were found to fail";
  return recovered.length > 0 ? "Services recovered" : reasonWords[reason];
}

function changesOf(revision: Revision, nameOf: NameOf): string[] {
  const names = (services: readonly string[]): string => listed(services.map(nameOf));
  const { joined, recovered, collateralAdded, component } = revision;
  return [
    ...(joined.length > 0 ? [`Failing: ${names(joined)}`] : []),
    ...(recovered.length > 0 ? [`Recovered: ${names(recovered)}`] : []),
    ...(collateralAdded.length > 0
      ? [`Did not fail, though people complain or come over: ${names(collateralAdded)}`]
      : []),
    ...(component === null ? [] : [`Shared: ${component}`]),
  ];
}
