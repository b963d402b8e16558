import { topicNames } from "@tocsin/contracts";

export const topic = topicNames.errorRate;

/** A message of the telemetry. */
export interface SoakRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly value: Uint8Array;
}

export interface SoakTelemetry {
  nextMinute(): readonly SoakRecord[];
}

const minuteMs = 60_000;
const steady = ["chat", "mail", "photos", "video", "maps"];
/** Pods that observe a steady service, and how long one lives, minutes. */
const pods = 6;
const podLives = 35;

/** Steady services, pods that come and go, ids for names, clocks that are wrong and messages that are refused. */
export function soakTelemetry(startMs: number): SoakTelemetry {
  let offset = 0;
  let minute = 0;
  const encoder = new TextEncoder();
  return {
    nextMinute() {
      const ts = startMs + minute * minuteMs;
      const records = valuesOf(minute, ts).map(({ value, aheadMs }, at) => ({
        topic,
        partition: 0,
        offset: offset + at,
        timestampMs: ts + minuteMs + at + aheadMs,
        value: encoder.encode(value),
      }));
      offset += records.length;
      minute += 1;
      return records;
    },
  };
}

interface Value {
  readonly value: string;
  /** How far the clock of the machine that sent it is ahead. */
  readonly aheadMs: number;
}

function valuesOf(minute: number, ts: number): readonly Value[] {
  const reading = (service: string, more: object = {}, aheadMs = 0): Value => ({
    value: JSON.stringify({ service, ts, intervalMs: minuteMs, requests: 500, errors: minute % 7, ...more }),
    aheadMs,
  });
  const ofPods = Array.from({ length: pods }, (_, pod) =>
    reading("chat", { source: `pod-${pod}-${Math.floor((minute + 5 * pod) / podLives)}` }),
  );
  return [
    ...steady.map((service) => reading(service)),
    ...ofPods,
    reading(`id-${minute}`),
    reading("mail", { operation: `user-${minute}` }),
    // Clocks that are minutes, days and years off, and a total of a day that has just begun.
    reading("photos", { source: `skewed-${minute % 50}` }, minute % 9 === 0 ? 40 * 86_400_000 : 0),
    reading("video", { ts: ts + 3 * 3_600_000 + minute }),
    reading("maps", { ts: ts - 30 * 86_400_000 }),
    reading("maps", { operation: "total", intervalMs: 86_400_000 }),
    { value: `{"service":"bad-${minute}"`, aheadMs: 0 },
  ];
}
