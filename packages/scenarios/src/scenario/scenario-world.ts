import type {
  MessageProfile,
  ObserverProfile,
  OperationProfile,
  ServiceProfile,
} from "../world/service-profile.ts";
import type { Influence } from "../world/influence.ts";
import type { World } from "../world/world.ts";
import { outageInfluences } from "./outage-influences.ts";
import { quietFaults, quietInfluences } from "./quiet-days.ts";
import { happeningInfluences } from "./happening-influences.ts";
import { isStaged, type Scenario } from "./scenario.ts";

/** The services of a scenario; where they have roles: members, refuges, blamed, bystanders. */
export function scenarioServices(scenario: Scenario): readonly string[] {
  if (isStaged(scenario)) return scenario.services;
  const { roles } = scenario;
  return [...roles.members, ...roles.refuges, ...roles.blamed, ...roles.bystanders];
}

/**
 * The world that a scenario describes, by default with the scenario's own seed.
 * @throws Error when a table of the scenario lacks one of its services.
 */
export function scenarioWorld(scenario: Scenario, seed: number = scenario.seed): World {
  const names = scenarioServices(scenario);
  const services = names.map((name) => profileOf(scenario, name));
  return {
    name: scenario.name,
    provenance: scenario.provenance,
    services,
    from: scenario.period.from,
    to: scenario.period.to,
    seed,
    faults: quietFaults(scenario, names, seed),
    influences: [...quietInfluences(scenario), ...whatHappens(scenario, services)],
    noise: scenario.noise,
    ...scenario.transport,
  };
}

function whatHappens(scenario: Scenario, services: readonly ServiceProfile[]): readonly Influence[] {
  if (!isStaged(scenario)) return outageInfluences(scenario);
  return scenario.happenings.flatMap((one) => happeningInfluences(one, services, scenario.period.to));
}

type Table = Readonly<Record<string, number>>;

function profileOf(scenario: Scenario, name: string): ServiceProfile {
  const { normal } = scenario;
  return {
    name,
    requestsPerMinute: entry(normal.requestsPerMinute, name, "requestsPerMinute"),
    errorRatio: entry(normal.errorRatio, name, "errorRatio"),
    operations: operationsOf(scenario, name),
    messages: normal.messagesPerMinute[name] === undefined ? null : messagesOf(scenario, name),
    reportsPerMinute: entry(normal.reportsPerMinute, name, "reportsPerMinute"),
    day: {
      utcOffsetHours: entry(normal.utcOffsetHours, name, "utcOffsetHours"),
      peakHour: entry(normal.peakHour, name, "peakHour"),
      depth: entry(normal.depth, name, "depth"),
      weekendFactor: entry(normal.weekendFactor, name, "weekendFactor"),
    },
    sharedLoading: entry(normal.sharedLoading, name, "sharedLoading"),
    observers: observersOf(scenario, name),
  };
}

function observersOf({ normal }: Scenario, service: string): readonly ObserverProfile[] {
  return Object.entries(normal.observers ?? {}).flatMap(([name, { services, checksPerMinute, errorRatio }]) =>
    services.includes(service) ? [{ name, checksPerMinute, errorRatio }] : [],
  );
}

function operationsOf({ normal }: Scenario, service: string): readonly OperationProfile[] {
  return Object.entries(normal.operationShare).flatMap(([name, shares]) => {
    const share = shares[service];
    if (share === undefined) return [];
    const ratios = normal.operationErrorRatio[name] ?? {};
    return [{ name, share, errorRatio: entry(ratios, service, `operationErrorRatio.${name}`) }];
  });
}

function messagesOf({ normal }: Scenario, name: string): MessageProfile {
  return {
    messagesPerMinute: entry(normal.messagesPerMinute, name, "messagesPerMinute"),
    undeliveredShare: entry(normal.undeliveredShare, name, "undeliveredShare"),
    p50Ms: entry(normal.p50Ms, name, "p50Ms"),
    p95Ms: entry(normal.p95Ms, name, "p95Ms"),
    p99Ms: entry(normal.p99Ms, name, "p99Ms"),
  };
}

function entry(table: Table, service: string, what: string): number {
  const value = table[service];
  if (value === undefined) throw new Error(`the scenario's ${what} lacks ${service}`);
  return value;
}
