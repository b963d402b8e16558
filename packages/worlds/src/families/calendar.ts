import type { Schedule, Service } from "../world/service.ts";
import type { Plan } from "../world/world.ts";
import { deployBlips, loneOutages, viralReports } from "./happenings.ts";
import { components, serviceNames, twelveServices } from "./services.ts";

const always: Schedule = { kind: "always" };
const office = (idle: "silent" | "zeros"): Schedule => ({ kind: "office", fromHour: 8, toHour: 18, idle });

/** In the order of the services: the store works in office hours but for one, the pair by night. */
const schedules: readonly Schedule[] = [
  office("silent"),
  office("silent"),
  office("silent"),
  office("zeros"),
  always,
  always,
  always,
  always,
  { kind: "seldom" },
  { kind: "on-off", onMinutes: 60, offMinutes: 90 },
  { kind: "nightly", hour: 3, minutes: 80 },
  { kind: "nightly", hour: 3, minutes: 50 },
];

/** One request an hour. */
const seldomPerMinute = 1 / 60;

function scheduled(service: Service, schedule: Schedule): Service {
  if (schedule.kind !== "seldom") return { ...service, schedule };
  return {
    ...service,
    schedule,
    requests: service.requests && { ...service.requests, perMinute: seldomPerMinute, errorShare: 0.005 },
    messages: null,
    reports: null,
  };
}

/** Telemetry by the clock: office hours, nightly jobs, on and off, one request an hour. Who is idle does not fail. */
export function calendar(seed: number, days: number): Plan {
  const services = twelveServices(seed).map((service, index) => scheduled(service, schedules[index]!));
  const constant = services.filter(({ schedule }) => schedule.kind === "always").map(({ name }) => name);
  const outages = loneOutages(0.1, { seed, days, services: constant });
  const input = { seed, days, services: serviceNames };
  return {
    services,
    components,
    influences: [...deployBlips(2.4, input), ...viralReports(0.4, input), ...outages.influences],
    incidents: outages.incidents,
  };
}
