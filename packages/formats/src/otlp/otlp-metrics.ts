import { maxBuckets } from "../limits.ts";
import type { Attributes, PointType, Sink } from "../point.ts";
import { type Fields, fieldsOf, listOf, numberOf, own, textOf } from "../unknown-values.ts";
import { explicitBuckets, exponentialBuckets } from "./buckets.ts";
import { countedPoints, type Shape, shapes, unpackedShape } from "./messages.ts";
import { type OtlpMetric, OtlpPoint, withAttributes } from "./otlp-point.ts";
import { PackedPoint } from "./packed-point.ts";
import { type ScannedMetric, scannedMetric, type ScannedShape } from "./point-scan.ts";

/** A data point's flag: the source had no value then (OTLP, `FLAG_NO_RECORDED_VALUE`). */
const noRecordedValue = 1;

/**
 * The points of an OTLP metrics message, decoded or read from JSON: the two have the same names. Attributes of the
 * resource, of the scope and of the point are one list, in which the later go before the earlier.
 */
export function otlpPoints(message: Fields, sink: Sink): void {
  for (const resourceMetrics of listOf(message["resourceMetrics"])) {
    const { resource, scopeMetrics, instrumentationLibraryMetrics } = fieldsOf(resourceMetrics) ?? {};
    const ofResource = withAttributes(new Map(), fieldsOf(resource)?.["attributes"]);
    for (const scoped of [...listOf(scopeMetrics), ...listOf(instrumentationLibraryMetrics)]) {
      const { scope, metrics } = fieldsOf(scoped) ?? {};
      const base = withAttributes(ofResource, fieldsOf(scope)?.["attributes"]);
      const scopeName = textOf(fieldsOf(scope)?.["name"]);
      if (scopeName !== "") base.set("otel.scope.name", scopeName);
      const exporter = { base, origin: originOf(base), sink };
      for (const metric of listOf(metrics)) metricPoints(fieldsOf(metric) ?? {}, exporter);
    }
  }
}

/** Attributes of resource and scope, in whatever order they came. */
const originOf = (base: Attributes): string =>
  [...base]
    .map(([name, value]) => `${name}\u0001${value}`)
    .toSorted()
    .join("\u0000");

interface Exporter {
  readonly base: Attributes;
  readonly origin: string;
  readonly sink: Sink;
}

/** How many points there are, without unpacking them. */
const pointsIn = (written: unknown): number =>
  written instanceof Uint8Array ? countedPoints(written) : listOf(fieldsOf(written)?.["dataPoints"]).length;

function metricPoints(metric: Fields, exporter: Exporter): void {
  const { base, origin, sink } = exporter;
  const name = textOf(metric["name"]);
  // A decoded message has nothing for bytes that were not there, on its prototype.
  const shape = shapes.find((known) => fieldsOf(own(metric, known)) !== null);
  if (shape === undefined) return;
  const written = metric[shape];
  if (shape !== "summary" && !sink.wants(name, () => pointsIn(written))) return;
  const unit = textOf(metric["unit"]);
  const named = { metric: name, unit: unit === "" ? null : unit, base, origin };
  const wantsBuckets = sink.wantsBuckets(name);
  if (written instanceof Uint8Array && shape !== "summary" && !wantsBuckets) {
    const scanned = scannedMetric(shape, written);
    if (scanned !== null) return scannedPoints(named, { shape, bytes: written, scanned }, sink);
  }
  const data =
    written instanceof Uint8Array ? unpackedShape(shape, written, wantsBuckets) : fieldsOf(written);
  if (data === null || typeof data === "string") {
    const reason = `${name}: ${data ?? "it is no object"}`;
    return sink.refuse({ code: "format-unreadable", subject: name, reason });
  }
  const points = listOf(data["dataPoints"]);
  if (shape === "summary") return summaryPoints(name, points, exporter);
  const type = typeOf(shape, data);
  if (type === null) return refuseKind(name, sink);
  const of = { ...named, type, bucketsOf: bucketsOf[shape] };
  for (const entry of points) {
    const point = fieldsOf(entry) ?? {};
    if ((numberOf(point["flags"] ?? 0) & noRecordedValue) !== 0) continue;
    sink.point(new OtlpPoint(of, point, valueOf(shape, point)));
  }
}

interface Scanned {
  readonly shape: ScannedShape;
  readonly bytes: Uint8Array;
  readonly scanned: ScannedMetric;
}

function scannedPoints(
  named: Omit<OtlpMetric, "type" | "bucketsOf">,
  { shape, bytes, scanned }: Scanned,
  sink: Sink,
): void {
  const type = typeOf(shape, scanned);
  if (type === null) return refuseKind(named.metric, sink);
  const of = { ...named, type, shape, bytes };
  for (const point of scanned.points) {
    if ((point.flags & noRecordedValue) === 0) sink.point(new PackedPoint(of, point));
  }
}

function refuseKind(name: string, sink: Sink): void {
  const reason = `${name}: it does not say whether it is delta or cumulative`;
  sink.refuse({ code: "sample-kind", subject: name, reason });
}

/** `AggregationTemporality` by number, or by name as JSON may have it. */
const isDelta = (value: unknown): boolean => value === 1 || value === "AGGREGATION_TEMPORALITY_DELTA";
const isCumulative = (value: unknown): boolean =>
  value === 2 || value === "AGGREGATION_TEMPORALITY_CUMULATIVE";

interface Temporality {
  readonly aggregationTemporality?: unknown;
  readonly isMonotonic?: unknown;
}

function typeOf(shape: Shape, { aggregationTemporality, isMonotonic }: Temporality): PointType | null {
  if (shape === "gauge") return "gauge";
  if (isDelta(aggregationTemporality)) return "delta";
  if (!isCumulative(aggregationTemporality)) return null;
  return shape === "sum" && isMonotonic !== true ? "gauge" : "counter";
}

function valueOf(shape: Shape, point: Fields): number {
  if (shape !== "sum" && shape !== "gauge") return numberOf(point["count"] ?? 0);
  return numberOf(own(point, "asInt") ?? own(point, "asDouble"));
}

const bucketsOf: Readonly<Record<Shape, OtlpMetric["bucketsOf"]>> = {
  sum: null,
  gauge: null,
  histogram: explicitBuckets,
  exponentialHistogram: exponentialBuckets,
  summary: null,
};

/** A summary as Prometheus writes it: a counter of its values, and a level for each quantile. */
function summaryPoints(name: string, points: readonly unknown[], { base, origin, sink }: Exporter): void {
  const counter = `${name}_count`;
  const pointCount = (): number => points.length;
  const wantsCount = sink.wants(counter, pointCount);
  const wantsQuantiles = sink.wants(name, pointCount);
  for (const entry of points) {
    const point = fieldsOf(entry) ?? {};
    const counted = new OtlpPoint(
      { metric: counter, type: "counter", unit: null, base, origin, bucketsOf: null },
      point,
      numberOf(point["count"] ?? 0),
    );
    if (wantsCount) sink.point(counted);
    if (!wantsQuantiles) continue;
    for (const quantileValue of listOf(point["quantileValues"]).slice(0, maxBuckets)) {
      const { quantile, value: level } = fieldsOf(quantileValue) ?? {};
      const named = withAttributes(base, point["attributes"]).set(
        "quantile",
        String(numberOf(quantile ?? 0)),
      );
      const atMs = { startMs: null, atMs: counted.atMs };
      const gauge = {
        metric: name,
        attributes: named,
        type: "gauge",
        buckets: null,
        unit: null,
        origin,
      } as const;
      sink.point({ ...gauge, ...atMs, value: numberOf(level ?? 0) });
    }
  }
}
