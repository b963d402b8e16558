import type { Attributes, BucketCounts, Point, Sink, WrittenAttributes } from "../point.ts";
import { anyNumber, keepClass } from "../kept-classes.ts";
import { bucketOf } from "../prometheus/labelled.ts";

/** A measurement at a moment, of which each field is a metric. */
export interface Measured {
  readonly name: string;
  readonly tags: Attributes;
  /** The tags as they were written, where that is known. */
  readonly written?: WrittenAttributes;
  readonly atMs: number | null;
}

/** Takes the fields of measurements of one message. */
export type TakeField = (measured: Measured, field: string, value: number) => void;

/** Fields that are the value of the measurement itself. */
const ownValue: ReadonlySet<string> = new Set(["value", "counter", "gauge"]);

/**
 * Hands on each field as a metric: `measurement_field`, or the measurement where the field is its value, or the field
 * where Telegraf's Prometheus input has put all under `prometheus`, or a query has dropped the measurement. So metrics that Telegraf scrapes have the names that
 * Prometheus knows them by.
 */
export function fieldsTo(sink: Sink): TakeField {
  const metricOf = metricNames(sink);
  return (measured, field, value) => {
    const { metric, isWanted } = metricOf(measured.name, field);
    if (!isWanted && !sink.wants(metric, one)) return;
    if (measured.atMs !== null) return sink.point(new FieldPoint(metric, measured, measured.atMs, value));
    const reason = `${metric}: a point has no time, and would count when it is read`;
    sink.refuse({ code: "sample-time-missing", subject: metric, reason });
  };
}

const one = (): number => 1;
const none = (): number => 0;

/** A point whose tags are asked for where its series is not known by what was written. */
class FieldPoint implements Point {
  readonly metric: string;
  readonly type = "untyped";
  readonly startMs = null;
  readonly atMs: number;
  readonly value: number;
  readonly unit = null;
  readonly origin = null;
  readonly #measured: Measured;

  constructor(metric: string, measured: Measured, atMs: number, value: number) {
    this.metric = metric;
    this.atMs = atMs;
    this.value = value;
    this.#measured = measured;
  }

  get written(): WrittenAttributes | undefined {
    return this.#measured.written;
  }

  get attributes(): Attributes {
    return this.#measured.tags;
  }

  get buckets(): BucketCounts | null {
    return bucketOf(this);
  }
}

/** What a field of a measurement is called. */
export interface FieldMetric {
  readonly measurement: string;
  readonly field: string;
  readonly metric: string;
  /** Where none wants it, each of its points is to be counted as left out. */
  readonly isWanted: boolean;
}

/** Names are made once a message, for a batch repeats the same few; mostly the same one again. */
export function metricNames(sink: Sink): (measurement: string, field: string) => FieldMetric {
  const known = new Map<string, Map<string, FieldMetric>>();
  let last: FieldMetric | null = null;
  return (measurement, field) => {
    if (last?.measurement === measurement && last.field === field) return last;
    let byField = known.get(measurement);
    if (byField === undefined) known.set(measurement, (byField = new Map<string, FieldMetric>()));
    last = byField.get(field) ?? null;
    if (last !== null) return last;
    const metric = metricName(measurement, field);
    last = { measurement, field, metric, isWanted: sink.wants(metric, none) };
    byField.set(field, last);
    return last;
  };
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

keepClass(new FieldPoint("", { name: "", tags: new Map(), atMs: anyNumber }, anyNumber, anyNumber));
