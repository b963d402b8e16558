import type { Stream } from "@tocsin/core";
import type { AppendedRecord, Log, LogPlace } from "@tocsin/log";

const windowMs = 60_000;
/** A Monday, 00:00 UTC. */
const startMs = Date.UTC(2026, 0, 5);
/** Over which the messages of a minute arrive, beginning with its end. */
const spreadMs = 20_000;
const allowedLatenessMs = 30_000;
export const streams = [
  "error-rate",
  "delivery-latency",
  "report-volume",
] as const satisfies readonly Stream[];
/** Errors and traffic, latency and deliveries, reports. */
const seriesPerService = 5;

export interface ManySeries {
  readonly topics: Readonly<Record<Stream, string>>;
  /** Of each topic. */
  readonly partitions: number;
  readonly series: number;
}

export const messagesPerMinute = ({ series }: Pick<ManySeries, "series">): number =>
  (series / seriesPerService) * streams.length;

export const inputPlacesOf = ({ topics, partitions }: ManySeries): readonly LogPlace[] =>
  streams.flatMap((stream) =>
    Array.from({ length: partitions }, (_, partition) => ({ topic: topics[stream], partition })),
  );

/**
 * One minute's telemetry of services with five series each, in the order of arrival. Values vary a little from service to
 * service and minute to minute: for speed and memory, not for detecting anything.
 */
export function minuteOfMany(of: ManySeries, minute: number): readonly AppendedRecord[] {
  const services = of.series / seriesPerService;
  const ts = startMs + minute * windowMs;
  const records: AppendedRecord[] = [];
  for (let index = 0; index < services; index += 1) {
    const service = `service-${index}`;
    const timestampMs = ts + windowMs + Math.floor((index / services) * spreadMs);
    for (const stream of streams) {
      const value = JSON.stringify({ service, ts, intervalMs: windowMs, ...valuesOf(stream, index, minute) });
      const partition = index % of.partitions;
      records.push({ topic: of.topics[stream], partition, key: service, value, timestampMs });
    }
  }
  return records;
}

function valuesOf(stream: Stream, index: number, minute: number): Readonly<Record<string, number>> {
  if (stream === "error-rate") return { requests: 1000 + ((index * minute) % 100), errors: index % 7 };
  if (stream === "report-volume") return { reports: (index + minute) % 5 };
  return { delivered: 800 + ((index * minute) % 90), p95Ms: 300 + ((index + minute) % 40) };
}

/** What closes the last of so many minutes in every partition. */
export function closingTicks(of: ManySeries, minutes: number): readonly AppendedRecord[] {
  const timestampMs = startMs + minutes * windowMs + allowedLatenessMs;
  const value = JSON.stringify({ tick: timestampMs });
  return inputPlacesOf(of).map((place) => ({ ...place, key: null, value, timestampMs }));
}

/** So many minutes and the ticks that close the last. Gives the number of messages in each input partition. */
export async function appendMinutes(log: Log, of: ManySeries, minutes: number): Promise<number> {
  for (let minute = 0; minute < minutes; minute += 1) await log.append(minuteOfMany(of, minute));
  await log.append(closingTicks(of, minutes));
  return (minutes * messagesPerMinute(of)) / inputPlacesOf(of).length + 1;
}
