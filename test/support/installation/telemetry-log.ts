import type { AppendedRecord, Log } from "@tocsin/log";
import { parseLine } from "./recorded-line.ts";

const minuteMs = 60_000;
const allowedLatenessMs = 30_000;

export interface TelemetryTopics {
  /** Partitions of each telemetry topic. */
  readonly partitions: Readonly<Record<string, number>>;
  /** An installation's own name for the recording's, which it is unless given. */
  readonly topicOf?: (name: string) => string;
}

/**
 * A recording's messages as records for the telemetry topics, with a tick for every partition and minute, and ticks at the
 * end that close what a replay of the file closes. In the order of arrival.
 */
export function telemetryRecords(
  lines: readonly string[],
  { partitions, topicOf = (name) => name }: TelemetryTopics,
): readonly AppendedRecord[] {
  const records: AppendedRecord[] = [];
  let tickedMs: number | null = null;
  let newestMs = 0;
  for (const line of lines) {
    const message = parseLine(line);
    if (message === null) continue;
    newestMs = Math.max(newestMs, message.ts);
    const minute = Math.floor(message.ts / minuteMs) * minuteMs;
    tickedMs ??= minute;
    for (; tickedMs < minute; tickedMs += minuteMs) records.push(...ticks(tickedMs + minuteMs, partitions));
    const { key, payload: value, ts: timestampMs } = message;
    records.push({ topic: topicOf(message.topic), key, value, timestampMs });
  }
  const last = Math.floor(newestMs / minuteMs) * minuteMs + allowedLatenessMs;
  return [...records, ...ticks(last, partitions)];
}

/** A tick of this time for every partition. */
export const ticks = (timeMs: number, partitions: TelemetryTopics["partitions"]) =>
  Object.entries(partitions).flatMap(([topic, count]) =>
    Array.from({ length: count }, (_, partition) => ({
      topic,
      partition,
      key: null,
      value: JSON.stringify({ tick: timeMs }),
      timestampMs: timeMs,
    })),
  );

/** Appends in pieces, as a producer does. */
export async function appendAll(log: Log, records: readonly AppendedRecord[]): Promise<void> {
  const piece = 2000;
  for (let from = 0; from < records.length; from += piece)
    await log.append(records.slice(from, from + piece));
}
