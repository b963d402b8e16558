import { randomStream, uniform, uniformBetween, wholeBetween } from "../../../worlds/src/random/index.ts";
import type { Disturbance } from "./disturbance.ts";
import type { SyntheticService, SyntheticWorld } from "./synthetic-world.ts";

const names = ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay"];
export const warmUpWindows = 75;

/** A world of 6 to 10 services with components, and everything that may happen to them, drawn from one seed. */
export interface RandomWorld extends SyntheticWorld {
  readonly components: Readonly<Record<string, readonly string[]>>;
}

export function randomWorld(seed: number, windows: number): RandomWorld {
  const random = randomStream(seed, "world");
  const chosen = names.slice(0, wholeBetween(random, 6, names.length));
  const services = chosen.map((name, index): SyntheticService => ({
    name,
    requests: uniformBetween(random, 20, 3000),
    errorShare: uniformBetween(random, 0.001, 0.02),
    reports: uniformBetween(random, 0.5, 10),
    ...(uniform(random) < 0.6 ? { delivered: 600, undeliveredShare: 0.005, p95Ms: 250 } : {}),
    ...(index % 3 === 0 ? { source: "monitor-one" } : {}),
  }));
  const components = {
    pair: chosen.slice(0, 2),
    core: chosen.slice(0, 4),
    edge: chosen.slice(3, 6),
    wide: chosen.slice(1),
  };
  const count = wholeBetween(random, 2, 6);
  const disturbances = Array.from({ length: count }, () => randomDisturbance(random, chosen, windows)).flat();
  return { seed, services, windows, disturbances, components };
}

type Random = ReturnType<typeof randomStream>;

function randomDisturbance(
  random: Random,
  chosen: readonly string[],
  windows: number,
): readonly Disturbance[] {
  const from = wholeBetween(random, warmUpWindows, Math.max(warmUpWindows, windows - 30));
  const to = from + wholeBetween(random, 1, 60);
  const hit = chosen.filter(() => uniform(random) < uniformBetween(random, 0, 1));
  const kind = wholeBetween(random, 0, 7);
  if (kind === 0) return [{ services: hit, from, to, silent: true }];
  if (kind === 1) return [{ services: chosen, from, to, silent: true }];
  if (kind === 2) return [{ services: hit, from, to, reports: uniformBetween(random, 2, 20) }];
  if (kind === 3) return [{ services: hit, from, to, traffic: uniformBetween(random, 0.01, 0.5) }];
  if (kind === 4)
    return [
      {
        services: hit,
        from,
        to,
        errors: uniformBetween(random, 1.5, 8),
        latency: uniformBetween(random, 1, 2),
      },
    ];
  if (kind === 5) return [{ services: chosen, from, to, silent: true, source: "monitor-one" }];
  // A cascade: each service begins a little later than the one before.
  return hit.map((name, index) => ({
    services: [name],
    from: from + index * wholeBetween(random, 0, 8),
    to: to + wholeBetween(random, 0, 30),
    errorShare: uniformBetween(random, 0.1, 0.9),
    undeliveredShare: uniformBetween(random, 0.05, 0.9),
    reports: uniformBetween(random, 1, 15),
  }));
}
