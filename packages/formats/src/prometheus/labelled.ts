import type { BucketCounts, Point, PointType, Sink } from "../point.ts";

/** A series of Prometheus, however it was written. */
export interface LabelledSeries {
  readonly metric: string;
  /** Name and labels; `__name__` is the metric. */
  readonly labels: ReadonlyMap<string, string>;
  readonly type: PointType;
  /** Of a bucket of a histogram; else null. */
  readonly bound: number | null;
}

export interface Sample {
  readonly value: number;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

export function seriesOf(labels: ReadonlyMap<string, string>, type: PointType): LabelledSeries {
  const metric = labels.get("__name__") ?? "";
  return { metric, labels, type, bound: boundOf(metric, labels) };
}

/**
 * Hands on a sample. Its stamp is the end of what it counts. A stale marker or another value that is no number says
 * nothing, and is left out: Prometheus writes one where a series ends.
 */
export function hand(
  { metric, labels, type, bound }: LabelledSeries,
  { value, atMs }: Sample,
  sink: Sink,
): void {
  if (Number.isNaN(value)) return;
  sink.point({
    metric,
    attributes: labels,
    type,
    startMs: null,
    atMs,
    value,
    buckets: bound === null ? null : bucketUpTo(bound, value),
    unit: null,
    origin: null,
  });
}

/** Each bucket of a histogram is a series of its own, which counts what is below `le`; Telegraf keeps it as a tag. */
function boundOf(metric: string, labels: ReadonlyMap<string, string>): number | null {
  if (!isBucket(metric)) return null;
  const le = labels.get("le");
  if (le === undefined) return null;
  const bound = le === "+Inf" ? Infinity : Number(le);
  return Number.isNaN(bound) ? null : bound;
}

/** The bucket that a point by itself is; its attributes are asked for only where its name is that of one. */
export function bucketOf(point: Pick<Point, "metric" | "value" | "attributes">): BucketCounts | null {
  if (!isBucket(point.metric)) return null;
  const bound = boundOf(point.metric, point.attributes);
  return bound === null ? null : bucketUpTo(bound, point.value);
}

const isBucket = (metric: string): boolean => metric.endsWith("_bucket");

const bucketUpTo = (bound: number, value: number): BucketCounts => ({
  layout: "le",
  family: "le",
  counts: new Map([[bound, value]]),
});

/** Prometheus writes numbers as text, and infinity as `+Inf`. */
export function sampleValue(text: string): number {
  if (text === "+Inf" || text === "Inf") return Infinity;
  if (text === "-Inf") return -Infinity;
  return text === "" ? Number.NaN : Number(text);
}

/** Seconds since 1970 in milliseconds. */
export const momentOf = (seconds: number): number => Math.round(seconds * 1000);
