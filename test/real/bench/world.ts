import { createHash } from "node:crypto";
import {
  type DetectionConfig,
  type Observation,
  type Signal,
  type TopologyInput,
  type WorldSeries,
  type WorldWindow,
} from "@tocsin/core";

/** One number of one service in one window. */
export interface Reading {
  readonly timeMs: number;
  readonly service: string;
  readonly operation: string | null;
  readonly signal: Signal;
  readonly value: number;
  readonly exposure: number;
}

export const configOf = (windowMs: number, topology: TopologyInput | null): DetectionConfig => ({
  environment: "real",
  windowMs,
  allowedLatenessMs: 30_000,
  falseAlarmsPer90Days: 1,
  topology,
  configHash: "real",
  digest: (document) => createHash("sha256").update(document).digest("hex"),
  withEvidence: false,
});

/** Makes windows of the world out of readings; series are numbered as they appear, after those that `known` names. */
export function windowMaker(
  windowMs: number,
  known = new Map<string, WorldSeries>(),
): (readings: readonly Reading[], start: number) => WorldWindow {
  return (readings, windowStart) => {
    const newSeries: WorldSeries[] = [];
    const observations: Observation[] = [];
    for (const { service, operation, signal, value, exposure } of readings) {
      const entity = operation === null ? service : `${service}/${operation}`;
      const key = `${entity}\n${signal}`;
      let series = known.get(key);
      if (series === undefined) {
        series = { index: known.size, entity, service, operation, source: null, signal };
        known.set(key, series);
        newSeries.push(series);
      }
      // As many readings as make it no probe: an exposure of one and the same.
      const readings = 2;
      observations.push({
        series: series.index,
        value,
        exposure,
        readings,
        intervalMs: windowMs,
        buckets: null,
      });
    }
    observations.sort((one, other) => one.series - other.series);
    return { windowStart, windowMs, observations, newSeries, duplicates: 0, conflicts: 0, lostShare: 0 };
  };
}

/** Readings by the start of their window, in order of time. */
export function byWindow(readings: readonly Reading[], windowMs: number): ReadonlyMap<number, Reading[]> {
  const windows = new Map<number, Reading[]>();
  for (const reading of readings) {
    const start = Math.floor(reading.timeMs / windowMs) * windowMs;
    const before = windows.get(start);
    if (before === undefined) windows.set(start, [reading]);
    else before.push(reading);
  }
  return new Map([...windows].toSorted(([one], [other]) => one - other));
}
