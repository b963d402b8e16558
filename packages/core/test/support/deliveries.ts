import type { Signal, WorldSeries, WorldWindow } from "../../src/world/world-window.ts";
import type { Delivery } from "../../src/pipeline/delivery.ts";
import type { Reading } from "../../src/reading/reading.ts";
import { readingOf } from "../../src/reading/reading-of.ts";
import { minuteMs } from "./synthetic-world.ts";

export const topics = { requests: "telemetry.error-rate.v1", reports: "telemetry.report-volume.v1" } as const;

/** How the messages of a world are spread over partitions and ordered; neither may change an alert. */
export interface Spread {
  readonly partitionOf: (service: string) => number;
  /** Order of the services within one minute of a partition. */
  readonly reversed?: boolean;
}

/** The messages that would have led to these windows: requests with their errors, and user reports. */
export function deliveriesOf(windows: readonly WorldWindow[], spread: Spread): readonly Delivery[] {
  const all: WorldSeries[] = [];
  const offsets = new Map<string, number>();
  return windows.flatMap((window) => {
    all.push(...window.newSeries);
    const readings = readingsOf(window, all);
    if (spread.reversed === true) readings.reverse();
    return readings.map(({ topic, reading }): Delivery => {
      const partition = spread.partitionOf(reading.service);
      const place = `${topic} ${partition}`;
      const offset = offsets.get(place) ?? 0;
      offsets.set(place, offset + 1);
      return {
        topic,
        partition,
        offset,
        arrivalMs: window.windowStart + minuteMs,
        content: { kind: "reading", reading },
      };
    });
  });
}

function readingsOf(window: WorldWindow, all: readonly WorldSeries[]): { topic: string; reading: Reading }[] {
  const services = new Map<string, Map<Signal, number>>();
  for (const { series, value } of window.observations) {
    const { service, signal } = all[series]!;
    services.set(service, (services.get(service) ?? new Map<Signal, number>()).set(signal, value));
  }
  return [...services].flatMap(([service, values]) => {
    const identity = { service, ts: window.windowStart, intervalMs: minuteMs };
    const requests = values.get("traffic");
    const reports = values.get("reports");
    const found: { topic: string; reading: Reading }[] = [];
    if (requests !== undefined)
      found.push({
        topic: topics.requests,
        reading: readingOf({
          ...identity,
          stream: "error-rate",
          requests,
          errors: values.get("errors") ?? 0,
        }),
      });
    if (reports !== undefined)
      found.push({
        topic: topics.reports,
        reading: readingOf({ ...identity, stream: "report-volume", reports }),
      });
    return found;
  });
}
