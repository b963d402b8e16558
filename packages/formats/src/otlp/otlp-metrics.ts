import { maxBuckets } from "../limits.ts";
import type { Attributes, Point, PointType, Sink } from "../point.ts";
import { type Fields, fieldsOf, listOf, numberOf, own, textOf } from "../unknown-values.ts";
import { explicitBuckets, exponentialBuckets } from "./buckets.ts";

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

function withAttributes(base: Attributes, list: unknown): Map<string, string> {
  const attributes = new Map(base);
  for (const entry of listOf(list)) {
    const { key, value } = fieldsOf(entry) ?? {};
    const text = attributeText(fieldsOf(value));
    if (typeof key === "string" && text !== null) attributes.set(key, text);
  }
  return attributes;
}

/** Null for lists, maps and bytes, which name nothing. */
function attributeText(value: Fields | null): string | null {
  if (value === null) return null;
  const text = own(value, "stringValue");
  if (typeof text === "string") return text;
  const truth = own(value, "boolValue");
  if (typeof truth === "boolean") return String(truth);
  const number = own(value, "intValue") ?? own(value, "doubleValue");
  return number === undefined || number === null ? null : String(numberOf(number));
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

const shapes = ["sum", "gauge", "histogram", "exponentialHistogram", "summary"] as const;
type Shape = (typeof shapes)[number];

function metricPoints(metric: Fields, exporter: Exporter): void {
  const { base, origin, sink } = exporter;
  const name = textOf(metric["name"]);
  const shape = shapes.find((known) => fieldsOf(metric[known]) !== null);
  const data = shape === undefined ? null : fieldsOf(metric[shape]);
  if (shape === undefined || data === null) return;
  const points = listOf(data["dataPoints"]);
  if (shape === "summary") return summaryPoints(name, points, exporter);
  if (!sink.wants(name, points.length)) return;
  const type = typeOf(shape, data);
  if (type === null) {
    const reason = `${name}: it does not say whether it is delta or cumulative`;
    return sink.refuse({ code: "sample-kind", subject: name, reason });
  }
  const unit = textOf(metric["unit"]);
  for (const entry of points) {
    const point = fieldsOf(entry) ?? {};
    if ((numberOf(point["flags"] ?? 0) & noRecordedValue) !== 0) continue;
    const attributes = withAttributes(base, point["attributes"]);
    const buckets = bucketsOf(shape, point);
    const timed = { ...timesOf(point), type, attributes, unit: unit === "" ? null : unit };
    sink.point({ metric: name, ...timed, value: valueOf(shape, point), buckets, origin });
  }
}

/** `AggregationTemporality` by number, or by name as JSON may have it. */
const isDelta = (value: unknown): boolean => value === 1 || value === "AGGREGATION_TEMPORALITY_DELTA";
const isCumulative = (value: unknown): boolean =>
  value === 2 || value === "AGGREGATION_TEMPORALITY_CUMULATIVE";

function typeOf(shape: Shape, { aggregationTemporality, isMonotonic }: Fields): PointType | null {
  if (shape === "gauge") return "gauge";
  if (isDelta(aggregationTemporality)) return "delta";
  if (!isCumulative(aggregationTemporality)) return null;
  return shape === "sum" && isMonotonic !== true ? "gauge" : "counter";
}

function valueOf(shape: Shape, point: Fields): number {
  if (shape !== "sum" && shape !== "gauge") return numberOf(point["count"] ?? 0);
  return numberOf(own(point, "asInt") ?? own(point, "asDouble"));
}

function bucketsOf(shape: Shape, point: Fields): Point["buckets"] {
  if (shape === "histogram") return explicitBuckets(point);
  return shape === "exponentialHistogram" ? exponentialBuckets(point) : null;
}

/** Nanoseconds in milliseconds. A start of zero is none; one at the time of the point says that it is not known. */
function timesOf({ startTimeUnixNano, timeUnixNano }: Fields): Pick<Point, "startMs" | "atMs"> {
  const startNano = numberOf(startTimeUnixNano ?? 0);
  return {
    startMs: startNano > 0 ? Math.round(startNano / 1e6) : null,
    atMs: Math.round(numberOf(timeUnixNano ?? 0) / 1e6),
  };
}

/** A summary as Prometheus writes it: a counter of its values, and a level for each quantile. */
function summaryPoints(name: string, points: readonly unknown[], { base, origin, sink }: Exporter): void {
  const counter = `${name}_count`;
  const wantsCount = sink.wants(counter, points.length);
  const wantsQuantiles = sink.wants(name, points.length);
  for (const entry of points) {
    const point = fieldsOf(entry) ?? {};
    const attributes = withAttributes(base, point["attributes"]);
    const times = timesOf(point);
    const value = numberOf(point["count"] ?? 0);
    if (wantsCount) {
      const series = { metric: counter, attributes, type: "counter", buckets: null, unit: null } as const;
      sink.point({ ...series, ...times, value, origin });
    }
    if (!wantsQuantiles) continue;
    for (const quantileValue of listOf(point["quantileValues"]).slice(0, maxBuckets)) {
      const { quantile, value: level } = fieldsOf(quantileValue) ?? {};
      const named = new Map(attributes).set("quantile", String(numberOf(quantile ?? 0)));
      const atMs = { startMs: null, atMs: times.atMs };
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
