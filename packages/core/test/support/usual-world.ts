import type { AlertData } from "../../src/alert/event.ts";
import type { Disturbance } from "./disturbance.ts";
import type { Emitted } from "./run-detection.ts";
import { emittedOfWorld } from "./shared-beginnings.ts";
import type { SyntheticService } from "./synthetic-world.ts";

export const tenNames = ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay"];

/** A busy service with every signal: 0.4 % errors, 0.5 % undelivered, a few reports a minute. */
export const usualService = (name: string): SyntheticService => ({
  name,
  requests: 2000,
  errorShare: 0.004,
  delivered: 800,
  undeliveredShare: 0.005,
  p95Ms: 300,
  reports: 3,
});

/** A component of six, a pair within it, one of four beside it. */
export const usualComponents = {
  core: tenNames.slice(0, 6),
  pair: tenNames.slice(0, 2),
  rest: tenNames.slice(6),
};

/** When the disturbances of the quick tests begin: after an hour of warm-up and one of ordinary minutes. */
export const faultAt = 130;

/** Half of all requests and messages fail, slowly. */
export const hard = { errorShare: 0.5, undeliveredShare: 0.5, latency: 3, reports: 10 } as const;

export interface UsualRun {
  readonly seed: number;
  readonly windows?: number;
  readonly services?: readonly SyntheticService[];
  readonly components?: Readonly<Record<string, readonly string[]>> | null;
}

/** What is emitted of the usual world when these disturbances happen. */
export function emittedOf(disturbances: readonly Disturbance[], usual: UsualRun): readonly Emitted[] {
  const { seed, services, windows, components } = usual;
  const world = {
    seed,
    services: services ?? tenNames.map(usualService),
    windows: windows ?? faultAt + 90,
    disturbances,
  };
  return emittedOfWorld(world, components === undefined ? usualComponents : components);
}

/** The last word on each incident, in order of opening. */
export function lastWords(emitted: readonly Emitted[]): readonly AlertData[] {
  const incidents = new Map<string, AlertData>();
  for (const { alert } of emitted) incidents.set(alert.data.incident, alert.data);
  return [...incidents.values()];
}

export const namesOf = (data: AlertData | undefined, role: string): readonly string[] =>
  (data?.services ?? []).filter((service) => service.role === role).map(({ service }) => service);
