import type { Point, PointType, Sink } from "../point.ts";

/** A sample of Prometheus, however it was written. */
export interface Sample {
  /** Name and labels; `__name__` is the metric. */
  readonly labels: Map<string, string>;
  readonly value: number;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly type: PointType;
}

/**
 * Hands on a sample. Its stamp is the end of what it counts. A stale marker or another value that is no number says
 * nothing, and is left out: Prometheus writes one where a series ends.
 */
export function hand({ labels, value, atMs, type }: Sample, sink: Sink): void {
  if (Number.isNaN(value)) return;
  const metric = labels.get("__name__") ?? "";
  sink.point({
    metric,
    attributes: labels,
    type,
    startMs: null,
    atMs,
    value,
    buckets: bucketOf(metric, labels, value),
    unit: null,
    origin: null,
  });
}

/** Each bucket of a histogram is a series of its own, which counts what is below `le`; Telegraf keeps it as a tag. */
export function bucketOf(
  metric: string,
  labels: ReadonlyMap<string, string>,
  value: number,
): Point["buckets"] {
  const le = labels.get("le");
  if (le === undefined || !metric.endsWith("_bucket")) return null;
  const bound = le === "+Inf" ? Infinity : Number(le);
  if (Number.isNaN(bound)) return null;
  return { layout: "le", family: "le", counts: new Map([[bound, value]]) };
}

/** Prometheus writes numbers as text, and infinity as `+Inf`. */
export function sampleValue(text: string): number {
  if (text === "+Inf" || text === "Inf") return Infinity;
  if (text === "-Inf") return -Infinity;
  return text === "" ? Number.NaN : Number(text);
}
