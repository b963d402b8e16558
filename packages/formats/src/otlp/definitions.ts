import type { INamespace, IType } from "protobufjs/light.js";

/*
 * The messages of OTLP metrics, version 1, with the numbers and types of the protocol's definitions
 * (opentelemetry.io/docs/specs/otlp, opentelemetry/proto/metrics/v1/metrics.proto). Fields that nothing here reads are
 * left out: a reader of protocol buffers passes over what it does not know.
 */

type Fields = Readonly<Record<string, readonly [id: number, type: string, rule?: "repeated"]>>;

/** Fields of which a message has at most one, as the protocol's `oneof`. */
const message = (fields: Fields): IType => ({
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, [id, type, rule]]) => [
      name,
      { id, type, ...(rule === undefined ? {} : { rule }) },
    ]),
  ),
});

const withPoints = (point: string, more: Fields = {}): IType =>
  message({ dataPoints: [1, point, "repeated"], ...more });

const temporality = { aggregationTemporality: [2, "int32"] } as const;

export const metricsDefinitions: INamespace = {
  nested: {
    MetricsData: message({ resourceMetrics: [1, "ResourceMetrics", "repeated"] }),
    ResourceMetrics: message({
      resource: [1, "Resource"],
      scopeMetrics: [2, "ScopeMetrics", "repeated"],
      // Before version 0.19 of the protocol, where a scope was an instrumentation library.
      instrumentationLibraryMetrics: [1000, "ScopeMetrics", "repeated"],
    }),
    Resource: message({ attributes: [1, "KeyValue", "repeated"] }),
    ScopeMetrics: message({ scope: [1, "Scope"], metrics: [2, "Metric", "repeated"] }),
    Scope: message({ name: [1, "string"], attributes: [3, "KeyValue", "repeated"] }),
    Metric: message({
      name: [1, "string"],
      unit: [3, "string"],
      // Unpacked when it is known what of them is wanted: of most metrics nothing.
      gauge: [5, "bytes"],
      sum: [7, "bytes"],
      histogram: [9, "bytes"],
      exponentialHistogram: [10, "bytes"],
      summary: [11, "bytes"],
    }),
    /** Any of these, for the number of its points. */
    Counted: message({ dataPoints: [1, "bytes", "repeated"] }),
    Gauge: withPoints("NumberPoint"),
    Sum: withPoints("NumberPoint", { ...temporality, isMonotonic: [3, "bool"] }),
    Histogram: withPoints("HistogramPoint", temporality),
    HistogramCounts: withPoints("HistogramCount", temporality),
    ExponentialHistogram: withPoints("ExponentialPoint", temporality),
    ExponentialHistogramCounts: withPoints("ExponentialCount", temporality),
    Summary: withPoints("SummaryPoint"),
    NumberPoint: {
      ...message({
        attributes: [7, "KeyValue", "repeated"],
        startTimeUnixNano: [2, "fixed64"],
        timeUnixNano: [3, "fixed64"],
        asDouble: [4, "double"],
        asInt: [6, "sfixed64"],
        flags: [8, "uint32"],
      }),
      oneofs: { value: { oneof: ["asDouble", "asInt"] } },
    },
    HistogramPoint: message({
      attributes: [9, "KeyValue", "repeated"],
      startTimeUnixNano: [2, "fixed64"],
      timeUnixNano: [3, "fixed64"],
      count: [4, "fixed64"],
      bucketCounts: [6, "fixed64", "repeated"],
      explicitBounds: [7, "double", "repeated"],
      flags: [10, "uint32"],
    }),
    HistogramCount: message({
      attributes: [9, "KeyValue", "repeated"],
      startTimeUnixNano: [2, "fixed64"],
      timeUnixNano: [3, "fixed64"],
      count: [4, "fixed64"],
      flags: [10, "uint32"],
    }),
    ExponentialPoint: message({
      attributes: [1, "KeyValue", "repeated"],
      startTimeUnixNano: [2, "fixed64"],
      timeUnixNano: [3, "fixed64"],
      count: [4, "fixed64"],
      scale: [6, "sint32"],
      zeroCount: [7, "fixed64"],
      positive: [8, "Buckets"],
      negative: [9, "Buckets"],
      flags: [10, "uint32"],
    }),
    ExponentialCount: message({
      attributes: [1, "KeyValue", "repeated"],
      startTimeUnixNano: [2, "fixed64"],
      timeUnixNano: [3, "fixed64"],
      count: [4, "fixed64"],
      flags: [10, "uint32"],
    }),
    Buckets: message({ offset: [1, "sint32"], bucketCounts: [2, "uint64", "repeated"] }),
    SummaryPoint: message({
      attributes: [7, "KeyValue", "repeated"],
      startTimeUnixNano: [2, "fixed64"],
      timeUnixNano: [3, "fixed64"],
      count: [4, "fixed64"],
      quantileValues: [6, "QuantileValue", "repeated"],
      flags: [8, "uint32"],
    }),
    QuantileValue: message({ quantile: [1, "double"], value: [2, "double"] }),
    KeyValue: message({ key: [1, "string"], value: [2, "AnyValue"] }),
    // Lists, maps and bytes name nothing here, and are passed over without being unpacked.
    AnyValue: {
      ...message({
        stringValue: [1, "string"],
        boolValue: [2, "bool"],
        intValue: [3, "int64"],
        doubleValue: [4, "double"],
      }),
      oneofs: { value: { oneof: ["stringValue", "boolValue", "intValue", "doubleValue"] } },
    },
  },
};
