import { createHash } from "node:crypto";
import { type AlertData, windowDetection } from "../../src/index.ts";
import type { Signal, WorldSeries, WorldWindow } from "../../src/world/world-window.ts";
import { worldStartMs } from "./world-time.ts";

export interface OneSignalWorld {
  readonly signal: Signal;
  readonly names: readonly string[];
  readonly windowMs: number;
  readonly windows: number;
  readonly exposure: number;
  readonly readings: number;
  readonly valueOf: (service: number, window: number) => number;
}

/** What is told of services that each send one signal in every window: the last word on each incident. */
export function toldOfSignal(world: OneSignalWorld): readonly AlertData[] {
  const { signal, names, windowMs, windows, exposure, readings, valueOf } = world;
  const detection = windowDetection({
    environment: "one-signal",
    windowMs,
    allowedLatenessMs: 30_000,
    falseAlarmsPer90Days: 1,
    topology: null,
    configHash: "one-signal",
    digest: (document) => createHash("sha256").update(document).digest("hex"),
    withEvidence: false,
  });
  const series = names.map((service, index): WorldSeries => ({
    index,
    entity: service,
    service,
    operation: null,
    source: null,
    signal,
  }));
  const incidents = new Map<string, AlertData>();
  for (let at = 0; at < windows; at += 1) {
    const window: WorldWindow = {
      windowStart: worldStartMs + at * windowMs,
      windowMs,
      observations: names.map((_, index) => ({
        series: index,
        value: valueOf(index, at),
        exposure,
        readings,
        intervalMs: windowMs,
        buckets: null,
      })),
      newSeries: at === 0 ? series : [],
      duplicates: 0,
      conflicts: 0,
      lostShare: 0,
    };
    for (const { subject, data } of detection.step(window).alerts) incidents.set(subject, data);
  }
  return [...incidents.values()];
}
