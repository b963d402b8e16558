import type { TelemetryRecord } from "@tocsin/intake";

/** Somebody who sends a reading at the end of each interval, of a minute at most. */
export interface Sender {
  readonly service: string;
  readonly source?: string;
  readonly everyMs: number;
  /** How far its clock is ahead; negative: behind. */
  readonly aheadMs?: number;
  /** When it sends first. */
  readonly fromMs?: number;
  readonly untilMs?: number;
}

export const minuteMs = 60_000;
export const topic = "telemetry.error-rate.v1";
export const startMs = Date.parse("2021-10-04T12:00:00Z");

export interface SentRecord extends TelemetryRecord {
  readonly value: string;
  readonly key: null;
  /** When it was sent by a clock that is right, from `startMs` on. */
  readonly trueMs: number;
}

/** A partition's log of so many minutes: the messages in the order in which they were sent. */
export function sent(senders: readonly Sender[], minutes: number): readonly SentRecord[] {
  const endMs = minutes * minuteMs;
  const all = senders.flatMap(({ service, source, everyMs, aheadMs = 0, fromMs = 0, untilMs = endMs }) => {
    const records: SentRecord[] = [];
    const intervalMs = Math.min(minuteMs, Math.max(1000, everyMs));
    for (let trueMs = fromMs; trueMs < untilMs; trueMs += everyMs) {
      const timestampMs = startMs + trueMs + aheadMs;
      const ts = Math.floor(timestampMs / intervalMs - 1) * intervalMs;
      const requests = 1000 + records.length;
      const value = JSON.stringify({ service, source, ts, intervalMs, requests, errors: 5 });
      records.push({ topic, partition: 0, offset: 0, timestampMs, key: null, value, trueMs });
    }
    return records;
  });
  return all.sort((one, other) => one.trueMs - other.trueMs).map((record, offset) => ({ ...record, offset }));
}
