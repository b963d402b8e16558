import { type RandomSource, randomStream, uniform, uniformBetween, wholeBetween } from "../random/index.ts";
import type { Influence } from "../world/influence.ts";
import type { TrueIncident } from "../world/world.ts";
import { minutesPerDay } from "../world/world-time.ts";

/** What happens in a world all the time: how often, and to whom. */
export interface HappeningInput {
  readonly seed: number;
  readonly days: number;
  readonly services: readonly string[];
}

/**
 * Moments of a thing that happens `perDay` times a day in the mean, each with a random source of its own. They are drawn
 * day by day, so that a longer world begins as the shorter one does.
 */
export function happenings(
  purpose: string,
  perDay: number,
  { seed, days }: HappeningInput,
): readonly { readonly at: number; readonly random: RandomSource; readonly number: string }[] {
  return Array.from({ length: days }, (_, day) => {
    const random = randomStream(seed, purpose, "times", String(day));
    const found: number[] = [];
    for (let at = gap(random, perDay); at < minutesPerDay; at += gap(random, perDay)) found.push(at);
    return found.map((at, index) => ({
      at: day * minutesPerDay + at,
      random: randomStream(seed, purpose, String(day), String(index)),
      number: `${day}-${index}`,
    }));
  }).flat();
}

const gap = (random: RandomSource, perDay: number): number =>
  1 + Math.floor((-minutesPerDay * Math.log(uniform(random))) / perDay);

export const oneOf = <Item>(random: RandomSource, items: readonly Item[]): Item =>
  items[wholeBetween(random, 0, items.length - 1)]!;

/** About `share` of the services. */
export const someOf = (random: RandomSource, services: readonly string[], share: number): readonly string[] =>
  services.filter(() => uniform(random) < share);

/** Deploys: a service's errors are some times as many for one to four minutes. */
export const deployBlips = (perDay: number, input: HappeningInput): readonly Influence[] =>
  happenings("deploy", perDay, input).map(({ at, random }) => ({
    services: [oneOf(random, input.services)],
    from: at,
    to: at + wholeBetween(random, 1, 4),
    errors: uniformBetween(random, 3, 8),
    latency: uniformBetween(random, 1, 1.5),
  }));

/** Somebody famous complains: reports about one service alone. */
export const viralReports = (perDay: number, input: HappeningInput): readonly Influence[] =>
  happenings("viral", perDay, input).map(({ at, random }) => ({
    services: [oneOf(random, input.services)],
    from: at,
    to: at + wholeBetween(random, 20, 90),
    reports: uniformBetween(random, 3, 10),
    rampMinutes: 5,
  }));

/** Users report half of the services, of which none fails. */
export const pileOns = (perDay: number, input: HappeningInput): readonly Influence[] =>
  happenings("pile-on", perDay, input).map(({ at, random }) => ({
    services: someOf(random, input.services, 0.5),
    from: at,
    to: at + wholeBetween(random, 20, 90),
    reports: uniformBetween(random, 1.5, 3),
    rampMinutes: 5,
  }));

/** A campaign or a holiday: more or less load in most services for some hours. */
export const peaksAndDips = (perDay: number, input: HappeningInput): readonly Influence[] =>
  happenings("peak", perDay, input).map(({ at, random }) => ({
    services: someOf(random, input.services, 0.7),
    from: at,
    to: at + wholeBetween(random, 60, 240),
    traffic: uniform(random) < 0.5 ? uniformBetween(random, 1.3, 2.2) : uniformBetween(random, 0.5, 0.8),
  }));

/** Lone failures, each with its truth; a fifth of them make users report a third of the other services too. */
export function loneOutages(
  perDay: number,
  input: HappeningInput,
): { readonly influences: readonly Influence[]; readonly incidents: readonly TrueIncident[] } {
  const outages = happenings("lone-outage", perDay, input).map(({ at, random, number }) => {
    const service = oneOf(random, input.services);
    const to = at + wholeBetween(random, 15, 60);
    const failing: Influence = {
      services: [service],
      from: at,
      to,
      errorShare: uniformBetween(random, 0.2, 0.8),
      undeliveredShare: uniformBetween(random, 0.1, 0.5),
      latency: uniformBetween(random, 1.5, 4),
      reports: uniformBetween(random, 4, 12),
      rampMinutes: 5,
    };
    const blamed: Influence = {
      services: someOf(random, input.services, 0.3).filter((other) => other !== service),
      from: at + 2,
      to,
      reports: uniformBetween(random, 1.3, 2),
      rampMinutes: 5,
    };
    const incident: TrueIncident = {
      id: `lone-${number}`,
      scope: "isolated",
      from: at,
      to,
      services: [service],
      component: null,
    };
    return { influences: uniform(random) < 0.2 ? [failing, blamed] : [failing], incident };
  });
  return {
    influences: outages.flatMap(({ influences }) => influences),
    incidents: outages.map(({ incident }) => incident),
  };
}
