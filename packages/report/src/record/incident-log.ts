import type { AlertEvent } from "@tocsin/contracts";
import { type Outcome, outcomeAfter } from "@tocsin/core";

export const logLimits = {
  /** Incidents that the page lists, isolated ones and all others each; those beyond are counted. */
  incidents: 200,
  /** Revisions of an incident that the page lists; the last one always is. */
  revisions: 40,
} as const;

/** One incident as its alert events tell it. */
export interface IncidentRecord {
  /** Position by time of opening, from 1. */
  readonly number: number;
  readonly outcome: Outcome;
  /** The first event with the scope that it has now: what was known when it spoke. */
  readonly announced: AlertEvent;
  /** The event of its latest revision: a full snapshot. */
  readonly latest: AlertEvent;
  readonly revisions: readonly Revision[];
  readonly revisionsLeftOut: number;
}

/** What changed, said by comparing two snapshots. */
export interface Revision {
  readonly revision: number;
  readonly at: string;
  readonly status: AlertEvent["data"]["status"];
  readonly reason: AlertEvent["data"]["reason"];
  readonly scope: AlertEvent["data"]["scope"];
  /** The component, where this revision is the first to name it. */
  readonly component: string | null;
  readonly joined: readonly string[];
  readonly recovered: readonly string[];
  readonly collateralAdded: readonly string[];
}

export interface IncidentLog {
  readonly addAlert: (event: AlertEvent) => void;
  readonly incidents: () => readonly IncidentRecord[];
  /** How many incidents are not among them. */
  readonly leftOut: () => number;
}

interface OpenRecord {
  readonly number: number;
  outcome: Outcome;
  announced: AlertEvent;
  latest: AlertEvent;
  readonly revisions: Revision[];
  revisionsLeftOut: number;
}

export function incidentLog(): IncidentLog {
  const records = new Map<string, OpenRecord>();
  const unlisted = new Set<string>();
  const places = { isolated: logLimits.incidents as number, other: logLimits.incidents as number };

  const open = (event: AlertEvent): void => {
    const kind = event.data.scope === "isolated" ? "isolated" : "other";
    if (places[kind] === 0) {
      unlisted.add(event.data.incident);
      return;
    }
    places[kind]--;
    const number = records.size + 1;
    records.set(event.data.incident, {
      number,
      outcome: outcomeAfter(null, event),
      announced: event,
      latest: event,
      revisions: [revisionOf(event, null)],
      revisionsLeftOut: 0,
    });
  };

  return {
    addAlert: (event) => {
      const record = records.get(event.data.incident);
      if (record === undefined) open(event);
      else update(record, event);
    },
    incidents: () => [...records.values()],
    leftOut: () => unlisted.size,
  };
}

function update(record: OpenRecord, event: AlertEvent): void {
  if (record.revisions.length === logLimits.revisions) {
    record.revisions.pop();
    record.revisionsLeftOut++;
  }
  record.revisions.push(revisionOf(event, record.latest));
  record.outcome = outcomeAfter(record.outcome, event);
  if (record.announced.data.scope !== event.data.scope) record.announced = event;
  record.latest = event;
}

function revisionOf(event: AlertEvent, previous: AlertEvent | null): Revision {
  const { data } = event;
  const added = (names: (event: AlertEvent) => readonly string[]): readonly string[] => {
    const before = new Set(previous === null ? [] : names(previous));
    return names(event).filter((name) => !before.has(name));
  };
  return {
    revision: data.revision,
    at: event.time,
    status: data.status,
    reason: data.reason,
    scope: data.scope,
    component: newComponent(event, previous),
    joined: added((of) => namesInRole(of, "member")),
    recovered: added(recoveredNames),
    collateralAdded: added((of) => namesInRole(of, "collateral")),
  };
}

function namesInRole(event: AlertEvent, role: string): readonly string[] {
  return event.data.services.filter((service) => service.role === role).map((service) => service.service);
}

function recoveredNames(event: AlertEvent): readonly string[] {
  return event.data.services
    .filter((service) => service.recoveredAt !== undefined)
    .map((service) => service.service);
}

function newComponent(event: AlertEvent, previous: AlertEvent | null): string | null {
  const name = event.data.component?.name ?? null;
  return name === (previous?.data.component?.name ?? null) ? null : name;
}
