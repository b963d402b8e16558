import { type RandomSource, randomStream, uniform, uniformBetween } from "../random/index.ts";
import type { Restlessness, Service } from "../world/service.ts";

/** A number between the two, even on a logarithmic scale. */
const logBetween = (random: RandomSource, low: number, high: number): number =>
  low * (high / low) ** uniform(random);

const calmRest: Restlessness = {
  loading: 1,
  own: { deviation: 0.06, memoryMinutes: 40 },
  residual: null,
  regimes: null,
  errors: { deviation: 0.1, memoryMinutes: 60 },
};

/** Names of the services of every family, twelve of them. */
export const serviceNames = [
  "account",
  "basket",
  "cart",
  "chat",
  "feed",
  "login",
  "mail",
  "media",
  "pay",
  "push",
  "search",
  "stock",
] as const;

/** Parts of the system that services share: five, four, three, two, and one across the others. */
export const components: Readonly<Record<string, readonly string[]>> = {
  store: ["account", "basket", "cart", "chat", "feed"],
  queue: ["login", "mail", "media", "pay"],
  relay: ["pay", "push", "search"],
  pair: ["search", "stock"],
  edge: ["basket", "feed", "mail", "push"],
};

/**
 * Twelve services: 100 to 5,000 requests a minute, of which 0.1 to 2 % fail; two in three deliver messages. How many
 * errors a minute are usual differs from world to world by a factor of 30, so that small and large ones are met.
 */
export function twelveServices(seed: number): readonly Service[] {
  const worldErrors = logBetween(randomStream(seed, "size"), 0.3, 9);
  return serviceNames.map((name, index) => {
    const random = randomStream(seed, name, "profile");
    const perMinute = logBetween(random, 100, 5000);
    const errors = worldErrors * logBetween(random, 0.5, 5);
    const errorShare = Math.max(0.001, Math.min(0.02, errors / perMinute));
    const p95Ms = logBetween(random, 80, 900);
    const reports = { perMinute: logBetween(random, 0.2, 20), size: uniformBetween(random, 3, 30) };
    return {
      name,
      requests: {
        perMinute: errors / errorShare,
        errorShare,
        size: uniformBetween(random, 30, 80),
        errorSize: uniformBetween(random, 8, 40),
      },
      messages:
        index % 3 !== 2
          ? { perMinute: logBetween(random, 200, 2000), undeliveredShare: 0.003, p95Ms, logScale: 0.08 }
          : null,
      reports,
      probeFaultShare: null,
      day: {
        utcOffsetHours: index % 3,
        peakHour: uniformBetween(random, 12, 20),
        depth: uniformBetween(random, 0.2, 0.6),
        weekendFactor: uniformBetween(random, 0.6, 1.1),
      },
      schedule: { kind: "always" },
      restless: { ...calmRest, loading: uniformBetween(random, 0.5, 1.5) },
      since: 0,
      until: Infinity,
    };
  });
}

/** Three services of which only probes are known. */
export function probedServices(): readonly Service[] {
  return ["rack-one", "rack-two", "rack-three"].map((name) => ({
    name,
    requests: null,
    messages: null,
    reports: null,
    probeFaultShare: 0.001,
    day: { utcOffsetHours: 0, peakHour: 12, depth: 0, weekendFactor: 1 },
    schedule: { kind: "always" },
    restless: calmRest,
    since: 0,
    until: Infinity,
  }));
}

export const rack = { rack: ["rack-one", "rack-two", "rack-three"] } as const;
