import type { Sink } from "../point.ts";
import { bucketOf } from "../prometheus/labelled.ts";

/** A measurement at a moment, of which each field is a metric. */
export interface Measured {
  readonly name: string;
  readonly tags: ReadonlyMap<string, string>;
  /** The tags as they were written, where that is known. */
  readonly written?: string;
  readonly fields: readonly (readonly [string, number])[];
  readonly atMs: number | null;
}

/** Fields that are the value of the measurement itself. */
const ownValue: ReadonlySet<string> = new Set(["value", "counter", "gauge"]);

/**
 * Hands on each field as a metric: `measurement_field`, or the measurement where the field is its value, or the field
 * where Telegraf's Prometheus input has put all under `prometheus`, or a query has dropped the measurement. So metrics that Telegraf scrapes have the names that
 * Prometheus knows them by.
 */
export function fieldPoints({ name, tags, written, fields, atMs }: Measured, sink: Sink): void {
  for (const [field, value] of fields) {
    const metric = metricName(name, field);
    if (!sink.wants(metric, 1)) continue;
    if (atMs === null) {
      const reason = `${metric}: a point has no time, and would count when it is read`;
      sink.refuse({ code: "sample-time-missing", subject: metric, reason });
      continue;
    }
    sink.point({
      metric,
      attributes: tags,
      ...(written === undefined ? {} : { written }),
      type: "untyped",
      startMs: null,
      atMs,
      value,
      buckets: bucketOf(metric, tags, value),
      unit: null,
      origin: null,
    });
  }
}

function metricName(measurement: string, field: string): string {
  if (measurement === "prometheus") return field;
  if (measurement === "") return ownValue.has(field) ? "" : field;
  return ownValue.has(field) ? measurement : `${measurement}_${field}`;
}

/** Seconds, milli-, micro- or nanoseconds since 1970, told apart by their size, in milliseconds. */
export function momentMs(time: number): number {
  const size = Math.abs(time);
  if (size < 1e11) return Math.round(time * 1000);
  if (size < 1e14) return time;
  return Math.round(size < 1e17 ? time / 1e3 : time / 1e6);
}
