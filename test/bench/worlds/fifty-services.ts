import type { TopologyInput } from "@tocsin/core";
import { deployBlips, type Fault, type ServiceProfile, serviceProfile, type World } from "@tocsin/scenarios";

const minuteMs = 60_000;
/** A Monday, 00:00 UTC. */
const startMs = Date.UTC(2026, 0, 5);
const serviceCount = 50;
const seed = 2026;
const blipsPerDay = 15;

const names: readonly string[] = Array.from(
  { length: serviceCount },
  (_, index) => `service-${String(index + 1).padStart(2, "0")}`,
);

/** The value at `position` (0 to 1) on a logarithmic scale. */
const between = (low: number, high: number, position: number): number => low * (high / low) ** position;

/**
 * The world in which the model was simulated first: 100 to 5,000 requests a minute of which 0.1 to 2 % fail, and 0.2 to 20
 * reports a minute. Every other service delivers messages, so that a service has 3 or 6 series, 4.5 on average.
 */
function profileAt(index: number): ServiceProfile {
  const position = index / (serviceCount - 1);
  const requestsPerMinute = between(100, 5000, ((index * 7) % serviceCount) / (serviceCount - 1));
  const usual = serviceProfile(names[index]!);
  return {
    ...usual,
    requestsPerMinute,
    errorRatio: between(0.001, 0.02, position),
    reportsPerMinute: between(0.2, 20, ((index * 11) % serviceCount) / (serviceCount - 1)),
    messages: index % 2 === 0 ? usual.messages : null,
    day: { ...usual.day, utcOffsetHours: index % 3 },
  };
}

const regionOf = (region: number): readonly string[] => names.slice(region * 6, region * 6 + 6);

/** Every fourth service, round the fifty: cuts across the regions. */
const dependencyOf = (dependency: number): readonly string[] =>
  Array.from({ length: 12 }, (_, member) => names[(dependency * 9 + member * 4) % serviceCount]!);

const components: Record<string, { readonly services: readonly string[] }> = {};
for (let region = 0; region < 8; region += 1)
  components[`region-${region + 1}`] = { services: regionOf(region) };
for (let one = 0; one < 5; one += 1) components[`dependency-${one + 1}`] = { services: dependencyOf(one) };

/** Eight regions of six, five dependencies of twelve that cut across them, and the implied `all`: 14 groups. */
export const fiftyServicesTopology: TopologyInput = {
  services: Object.fromEntries(names.map((name) => [name, {}])),
  components,
};

/** Deploy blips all the time; in the measured minutes one lone failure, and one of a whole region. */
function faultsOf(learnedMinutes: number, measuredMinutes: number): readonly Fault[] {
  const measuredFrom = startMs + learnedMinutes * minuteMs;
  const at = (share: number): number => measuredFrom + Math.floor(share * measuredMinutes) * minuteMs;
  const to = at(1);
  return [
    ...deployBlips({ services: names, from: startMs, to, seed, blipsPerDay }),
    { kind: "hard", onset: at(0.25), end: at(0.35), services: [names[40]!] },
    { kind: "hard", onset: at(0.5), end: at(0.7), services: names.slice(12, 18), jitterMinutes: 2 },
  ];
}

export function fiftyServices(learnedMinutes: number, measuredMinutes: number): World {
  return {
    services: names.map((_, index) => profileAt(index)),
    from: startMs,
    to: startMs + (learnedMinutes + measuredMinutes) * minuteMs,
    seed,
    faults: faultsOf(learnedMinutes, measuredMinutes),
    name: "fifty-services",
  };
}
