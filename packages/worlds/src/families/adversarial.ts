import { uniformBetween, wholeBetween } from "../random/index.ts";
import type { Influence } from "../world/influence.ts";
import type { Service } from "../world/service.ts";
import type { Plan, TrueIncident } from "../world/world.ts";
import { minutesPerDay } from "../world/world-time.ts";
import {
  deployBlips,
  type HappeningInput,
  happenings,
  loneOutages,
  oneOf,
  peaksAndDips,
  pileOns,
  someOf,
  viralReports,
} from "./happenings.ts";
import { components, serviceNames, twelveServices } from "./services.ts";

/** Load of everybody three to six times as high for some minutes. */
const rushes = (perDay: number, input: HappeningInput): readonly Influence[] =>
  happenings("rush", perDay, input).map(({ at, random }) => ({
    services: someOf(random, input.services, 0.8),
    from: at,
    to: at + wholeBetween(random, 10, 40),
    traffic: uniformBetween(random, 3, 6),
  }));

/** A counter begins anew and sends its total of weeks once. */
const counterResets = (perDay: number, input: HappeningInput): readonly Influence[] =>
  happenings("counter-reset", perDay, input).map(({ at, random }) => ({
    services: [oneOf(random, input.services)],
    from: at,
    to: at + 1,
    traffic: uniformBetween(random, 5000, 30_000),
  }));

/** Several producers send late for a while, as where they share an agent. */
const lateProducers = (perDay: number, input: HappeningInput): readonly Influence[] =>
  happenings("late", perDay, input).map(({ at, random }) => ({
    services: someOf(random, input.services, 0.4),
    from: at,
    to: at + wholeBetween(random, 10, 60),
    lateMs: Math.round(60_000 * uniformBetween(random, 1, 12)),
  }));

/** A producer whose clock is wrong by up to two minutes for some hours. */
const skewedProducers = (perDay: number, input: HappeningInput): readonly Influence[] =>
  happenings("skew", perDay, input).map(({ at, random }) => ({
    services: [oneOf(random, input.services)],
    from: at,
    to: at + wholeBetween(random, 60, 400),
    skewMs: Math.round(uniformBetween(random, -120_000, 30_000)),
  }));

/** Services that are there for some hours, such as trials of a new version. When they go nobody has said so. */
function visitors(perDay: number, input: HappeningInput, like: readonly Service[]): readonly Service[] {
  return happenings("visitor", perDay, input).map(({ at, random, number }) => ({
    ...oneOf(random, like),
    name: `trial-${number}`,
    since: at,
    until: at + wholeBetween(random, 90, 900),
  }));
}

/** Who has gone is missed: an isolated incident of up to a day is right. */
const departed = ({ name, until }: Service): TrueIncident => ({
  id: `gone-${name}`,
  scope: "isolated",
  from: until,
  to: until + minutesPerDay,
  services: [name],
  component: null,
});

/** Life at its worst, without a shared failure: everything that looks like one and is none. */
export function adversarial(seed: number, days: number): Plan {
  const input = { seed, days, services: serviceNames };
  const outages = loneOutages(0.4, input);
  const usual = twelveServices(seed);
  const guests = visitors(1 / 6, input, usual);
  return {
    services: [...usual, ...guests],
    components,
    influences: [
      ...deployBlips(10, input),
      ...viralReports(1.5, input),
      ...pileOns(1 / 5, input),
      ...peaksAndDips(1 / 3, input),
      ...rushes(1 / 3, input),
      ...counterResets(1 / 4, input),
      ...lateProducers(1 / 2, input),
      ...skewedProducers(1 / 3, input),
      ...outages.influences,
    ],
    incidents: [...outages.incidents, ...guests.map(departed)],
  };
}
