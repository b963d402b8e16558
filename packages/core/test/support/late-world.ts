import type { LateWindow, Observation, WorldWindow } from "../../src/world/world-window.ts";
import { randomStream, uniform, wholeBetween } from "../../../worlds/src/random/index.ts";
import { warmUpWindows } from "./random-world.ts";
import { tenNames } from "./usual-world.ts";

/** Telemetry of these services of the windows from `from` up to but without `to` comes late: in window `at`. */
export interface Delay {
  readonly services: readonly string[];
  readonly from: number;
  readonly to: number;
  /** In which window that of a window comes; `to` unless given. */
  readonly at?: (window: number) => number;
  /** Only what this source sends. */
  readonly source?: string;
}

/** The same windows with telemetry, but no reports, that comes late. */
export function delayed(windows: readonly WorldWindow[], delays: readonly Delay[]): readonly WorldWindow[] {
  const series = windows.flatMap(({ newSeries }) => newSeries);
  const late = new Map<number, LateWindow[]>();
  const inTime = windows.map((world, window) => {
    const comesAt = ({ series: index }: Observation): number | null => {
      const { service, signal, source } = series[index]!;
      const delay = delays.find(
        (one) =>
          one.services.includes(service) &&
          window >= one.from &&
          window < one.to &&
          (one.source === undefined || one.source === source),
      );
      return delay === undefined || signal === "reports" ? null : (delay.at?.(window) ?? delay.to);
    };
    const { windowStart } = world;
    for (const at of new Set(world.observations.map(comesAt))) {
      if (at === null) continue;
      const observations = world.observations.filter((one) => comesAt(one) === at);
      late.set(at, [...(late.get(at) ?? []), { windowStart, observations }]);
    }
    return { ...world, observations: world.observations.filter((one) => comesAt(one) === null) };
  });
  return inTime.map((world, window) => {
    const came = late.get(window);
    return came === undefined ? world : { ...world, late: came };
  });
}

/** One to four times in the world, some of its services are late: all at once at the end, or each window by as much. */
export function randomDelays(seed: number, windows: number): readonly Delay[] {
  const random = randomStream(seed, "late");
  return Array.from({ length: wholeBetween(random, 1, 4) }, () => {
    const from = wholeBetween(random, warmUpWindows, windows - 40);
    const to = from + wholeBetween(random, 1, 28);
    const by = wholeBetween(random, 1, 28);
    const services = tenNames.filter(() => uniform(random) < 0.4);
    return { services, from, to, ...(uniform(random) < 0.3 ? { at: (window: number) => window + by } : {}) };
  });
}
