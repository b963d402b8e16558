import type { AlertService, Topology } from "@tocsin/contracts";
import type { IncidentRecord } from "../record/incident-log.ts";
import { serviceOf } from "../record/signal-columns.ts";
import { firstDifference, textDifference } from "./first-difference.ts";

/**
 * Beyond these the picture is no picture, and the odds at the ends of its rows have no room on a screen or a sheet; what
 * says least is left out and counted.
 */
const radiusLimits = { services: 32, components: 20 } as const;
/** Components in which nothing failed are drawn while no more services than these are on the picture. */
const roomyServices = 24;

export type Role = AlertService["role"] | "unaffected";

export interface ComponentRow {
  readonly name: string;
  readonly component: Topology["components"][string];
  readonly failed: number;
  readonly size: number;
}

export interface Radius {
  readonly rows: readonly ComponentRow[];
  readonly services: readonly string[];
  /** Components that are not drawn, for want of room or because none of their services is. */
  readonly leftOut: number;
  /** Services that need one of those components and are not drawn. */
  readonly servicesLeftOut: number;
}

/** The named component first, then by rank, the smallest first, then those with most failed services; services in order of their part in the incident. */
export function radiusOf(
  record: IncidentRecord,
  topology: Topology,
  roleOf: (service: string) => Role,
  rankOf: (component: string) => number,
): Radius {
  const all = componentRows(record, topology, roleOf, rankOf);
  const rows: ComponentRow[] = [];
  for (const row of all) {
    if (rows.length === radiusLimits.components) break;
    const services = columnsOf(record, topology, [...rows, row]);
    if (row.failed > 0 || services.length <= roomyServices) rows.push(row);
  }
  const services = columnsOf(record, topology, rows);
  const drawn = new Set(services.slice(0, radiusLimits.services));
  const drawnRows = rows.filter(({ component }) =>
    component.services.some((unit) => drawn.has(serviceOf(unit))),
  );
  return {
    rows: drawnRows,
    services: [...drawn],
    leftOut: all.length - drawnRows.length,
    servicesLeftOut: services.length - drawn.size,
  };
}

function componentRows(
  record: IncidentRecord,
  topology: Topology,
  roleOf: (service: string) => Role,
  rankOf: (component: string) => number,
): ComponentRow[] {
  const { component, candidates = [] } = record.latest.data;
  const rows = Object.entries(topology.components).map(([name, each]) => {
    const services = [...new Set(each.services.map(serviceOf))];
    const failed = services.filter((service) => ["member", "suspected"].includes(roleOf(service))).length;
    return { name, component: each, failed, size: services.length };
  });
  const place = ({ name }: ComponentRow): number =>
    name === component?.name || candidates.some((one) => one.name === name)
      ? 0
      : name === component?.runnerUp?.name
        ? 1
        : 2;
  return rows.toSorted((one, other) =>
    firstDifference(
      place(one) - place(other),
      rankOf(one.name) - rankOf(other.name),
      other.failed - one.failed,
      one.size - other.size,
      textDifference(one.name, other.name),
    ),
  );
}

/** Services in order of their part in the incident, so that the failed ones stand together. */
function columnsOf(record: IncidentRecord, topology: Topology, rows: readonly ComponentRow[]): string[] {
  const order: readonly AlertService["role"][] = [
    "member",
    "suspected",
    "notFailing",
    "unknown",
    "collateral",
  ];
  const spokenOf = order.flatMap((role) =>
    record.latest.data.services.filter((service) => service.role === role),
  );
  const needing = new Set(rows.flatMap(({ component }) => component.services.map(serviceOf)));
  const others = Object.keys(topology.services).filter((service) => needing.has(service));
  const all = new Set([...spokenOf.map(({ service }) => service), ...others]);
  return [...all];
}
