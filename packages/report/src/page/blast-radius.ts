import type { Topology } from "@tocsin/contracts";
import type { IncidentRecord } from "../record/incident-log.ts";
import { serviceOf } from "../record/signal-columns.ts";
import { counted, listed, oddsOf } from "../words/numbers.ts";
import { oddsWords } from "../words/odds-words.ts";
import { weighedOdds, type WeighedOne, weighedOnes } from "../words/weighed-words.ts";
import { type Html, html } from "./html.ts";
import type { IncidentView } from "./incident-view.ts";
import { type ComponentRow, type Role, radiusOf } from "./radius-rows.ts";
import { roleMark } from "./service-table.ts";
import { roleWords } from "./words.ts";

/**
 * Components by services: a dot where a service, or one of its operations, needs the component. Components may nest and
 * overlap in any way. The named one comes first, then the others as likely as they were weighed, then those with most
 * failed services.
 */
export function blastRadius({ record, topology, nameOf, weighed }: IncidentView): Html | null {
  if (topology === null || Object.keys(topology.components).length === 0) return null;
  const roles = new Map<string, Role>(
    record.latest.data.services.map(({ service, role }) => [service, role]),
  );
  const roleOf = (service: string): Role => roles.get(service) ?? "unaffected";
  const named = record.latest.data.component?.name ?? null;
  const odds = new Map(weighed === null ? [] : weighedOnes(weighed).map((one) => [one.name, one] as const));
  const rank = new Map([...odds.keys()].map((name, at) => [name, at]));
  const rankOf = (name: string): number => rank.get(name) ?? rank.size;
  const { rows, services, leftOut, servicesLeftOut } = radiusOf(record, topology, roleOf, rankOf);
  const head = services.map(
    (service) =>
      html`<th scope="col" role="columnheader" class="${roleOf(service)}">
        <span>${nameOf(service)}</span>
      </th>`,
  );
  const body = rows.map(
    (row) =>
      html`<tr role="row" class="${row.name === named ? "named" : ""}">
        <th scope="row" role="rowheader">
          <span class="name"
            >${row.name}${row.component.description === undefined ? null : html`<small>${row.component.description}</small>`}</span
          >
        </th>
        ${services.map((service) => cellOf(row, service, roleOf(service)))}
        <td role="cell" class="share">
          ${row.failed} of ${row.size} failed${oddsNote(record, row.name, topology, odds)}
        </td>
      </tr>`,
  );
  return html`<div
      class="scroll"
      tabindex="0"
      role="region"
      aria-label="Components and the services that need them"
    >
      <table class="radius" role="table" style="--services:${services.length}">
        <thead>
          <tr role="row">
            <td class="corner"></td>
            ${head}
            <td class="corner"></td>
          </tr>
        </thead>
        <tbody>
          ${body}
        </tbody>
      </table>
    </div>
    ${servicesLeftOut > 0 && html`<p class="note">${counted(servicesLeftOut, "more service is", "more services are")} not drawn; the counts at the ends of the rows hold them too.</p>`}
    ${leftOut > 0 && html`<p class="note">${counted(leftOut, "more component is", "more components are")} not drawn: of those less failed, or they are less likely.</p>`}
    ${roleKey(new Set(services.map(roleOf)), rows.some(needsOperation))}`;
}

/** For a service that failed alone: its components, in which nothing else failed. */
export function neededComponents(record: IncidentRecord, topology: Topology | null): Html | null {
  const failed = new Set(record.outcome.members);
  const needed = Object.entries(topology?.components ?? {})
    .filter(([, component]) => component.services.some((unit) => failed.has(serviceOf(unit))))
    .map(([name]) => name);
  if (needed.length === 0) return null;
  return html`<p>${listed(needed)}, where nothing else failed.</p>`;
}

/** How likely the component is beside the one that is named, in numbers where they are known. */
function oddsNote(
  record: IncidentRecord,
  name: string,
  topology: Topology,
  odds: ReadonlyMap<string, WeighedOne>,
): string {
  const { component, candidates = [] } = record.latest.data;
  if (candidates.some((one) => one.name === name)) return "; may be it";
  if (component === null) return "";
  if (component.name === name) return `; odds ${oddsWords(component, topology)}`;
  const weighed = odds.get(name);
  if (weighed !== undefined) return `; ${weighedOdds(weighed)}`;
  const { runnerUp } = component;
  return runnerUp?.name === name
    ? `; next likely, ${oddsOf(component.odds)} against it`
    : "; less likely still";
}

function cellOf({ component }: ComponentRow, service: string, role: Role): Html {
  const units = component.services.filter((unit) => serviceOf(unit) === service);
  if (units.length === 0) return html`<td role="cell"></td>`;
  const whole = units.includes(service);
  const operations = units.map((unit) => unit.slice(service.length + 1)).join(", ");
  const what = whole ? roleText(role) : `${roleText(role)}; its ${operations} needs the component`;
  return html`<td role="cell" class="${whole ? "in" : "in part"}" title="${service}: ${what}">
    ${roleMark(role)}<span class="unseen">${what}</span>
  </td>`;
}

function roleText(role: Role): string {
  return role === "unaffected" ? "not affected" : roleWords[role];
}

const needsOperation = ({ component }: ComponentRow): boolean =>
  component.services.some((unit) => unit !== serviceOf(unit));

function roleKey(roles: ReadonlySet<Role>, withOperations: boolean): Html {
  const order: readonly Role[] = ["member", "suspected", "notFailing", "unknown", "collateral", "unaffected"];
  const items = order
    .filter((role) => roles.has(role))
    .map((role) => html`<span class="legend-item">${roleMark(role)} ${roleText(role)}</span>`);
  const operation = html`<span class="legend-item"
    ><span class="underlined" aria-hidden="true"></span>only an operation of it</span
  >`;
  return html`<div class="legend">${items} ${withOperations && operation}</div>`;
}
