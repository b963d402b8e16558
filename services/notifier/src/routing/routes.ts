import type { AlertData, NotifyRoute, Topology } from "@tocsin/contracts";
import { quietUntil } from "./quiet-hours.ts";

/** What decides whom an incident is told. */
export interface Routing {
  readonly routes: readonly NotifyRoute[];
  readonly topology: Topology | null;
  /** Of quiet hours that name none. */
  readonly timeZone: string;
}

/** The sinks of all routes that an incident goes by, each once, in the order of the routes. */
export function sinksFor(data: AlertData, { routes, topology }: Routing): readonly string[] {
  return [...new Set(routes.filter((route) => fits(route, data, topology)).flatMap(({ sinks }) => sinks))];
}

/**
 * Until when a sink is left in peace about an incident, epoch ms; null where it is told now. It is told as soon as one of
 * its routes may tell it, and always of an incident that goes by none of them any more.
 */
export function quietFor(
  sink: string,
  data: AlertData,
  { routing, nowMs }: { readonly routing: Routing; readonly nowMs: number },
): number | null {
  const ways = routing.routes.filter(
    (route) => route.sinks.includes(sink) && fits(route, data, routing.topology),
  );
  if (ways.length === 0) return null;
  let firstMs = Number.POSITIVE_INFINITY;
  for (const way of ways) {
    const untilMs = quietUntil(way, data.severity, { timeZone: routing.timeZone, nowMs });
    if (untilMs === null) return null;
    firstMs = Math.min(firstMs, untilMs);
  }
  return firstMs;
}

function fits(route: NotifyRoute, data: AlertData, topology: Topology | null): boolean {
  return (
    isOf(route.severities, [data.severity]) &&
    isOf(route.scopes, [data.scope]) &&
    isOf(route.components, componentsOf(data)) &&
    isOf(route.services, concerned(data)) &&
    isOf(route.owners, ownersOf(data, topology))
  );
}

/** Nothing said holds of all. */
const isOf = (wanted: readonly string[] | undefined, there: readonly string[]): boolean =>
  wanted === undefined || there.some((one) => wanted.includes(one));

/** The one that is named, or those among which it is open. */
const componentsOf = ({ component, candidates = [] }: AlertData): readonly string[] =>
  component === null ? candidates.map(({ name }) => name) : [component.name];

const concernedRoles: readonly string[] = ["member", "suspected"];

/** The services that fail, or are said to. */
export const concerned = ({ services }: AlertData): readonly string[] =>
  services.filter(({ role }) => concernedRoles.includes(role)).map(({ service }) => service);

/** Who owns them, by the topology. */
export const ownersOf = (data: AlertData, topology: Topology | null): readonly string[] => [
  ...new Set(concerned(data).flatMap((service) => topology?.services[service]?.owner ?? [])),
];
