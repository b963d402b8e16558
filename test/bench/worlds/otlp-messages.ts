import protobuf from "protobufjs";

/** The messages of OTLP metrics as the protocol defines them (opentelemetry/proto/metrics/v1/metrics.proto). */
const definitions = `
  syntax = "proto3";
  message MetricsData { repeated ResourceMetrics resource_metrics = 1; }
  message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; string schema_url = 3; }
  message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
  message ScopeMetrics { InstrumentationScope scope = 1; repeated Metric metrics = 2; string schema_url = 3; }
  message InstrumentationScope { string name = 1; string version = 2; repeated KeyValue attributes = 3; }
  message Metric {
    string name = 1; string description = 2; string unit = 3;
    oneof data { Gauge gauge = 5; Sum sum = 7; Histogram histogram = 9; }
    repeated KeyValue metadata = 12;
  }
  message Gauge { repeated NumberDataPoint data_points = 1; }
  message Sum { repeated NumberDataPoint data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
  message Histogram { repeated HistogramDataPoint data_points = 1; int32 aggregation_temporality = 2; }
  message NumberDataPoint {
    repeated KeyValue attributes = 7; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3;
    oneof value { double as_double = 4; sfixed64 as_int = 6; }
    uint32 flags = 8;
  }
  message HistogramDataPoint {
    repeated KeyValue attributes = 9; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; fixed64 count = 4;
    optional double sum = 5; repeated fixed64 bucket_counts = 6; repeated double explicit_bounds = 7; uint32 flags = 10;
    optional double min = 11; optional double max = 12;
  }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }
`;

const metricsData = protobuf.parse(definitions).root.lookupType("MetricsData");

/** All of a message, by the library alone. */
export const decodeAll = (bytes: Uint8Array): unknown => metricsData.decode(bytes);

export const start = Date.UTC(2026, 10, 2);
export const minuteMs = 60_000;

const bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const statuses = [200, 404, 503];
const routes = 10;

const attribute = (key: string, value: string | number): object => ({
  key,
  value: typeof value === "string" ? { stringValue: value } : { intValue: value },
});

/** What an instrumented server exports each minute: the durations of its requests since it started, by route and status. */
function exported(service: number, minute: number): object {
  const [from, at] = [start - 3_600_000, start + minute * minuteMs].map((ms) => ms * 1e6);
  const dataPoints = Array.from({ length: routes * statuses.length }, (_none, index) => {
    const count = (minute + 1) * (20 + ((index + service) % 7));
    return {
      attributes: [
        attribute("http.request.method", "GET"),
        attribute("http.route", `/orders/${index % routes}`),
        attribute("http.response.status_code", statuses[index % statuses.length] as number),
        attribute("url.scheme", "https"),
      ],
      startTimeUnixNano: from,
      timeUnixNano: at,
      count,
      sum: count * 0.04,
      bucketCounts: [...bounds.map((_bound, place) => (place === 3 ? count : 0)), 0],
      explicitBounds: bounds,
    };
  });
  const metric = {
    name: "http.server.request.duration",
    unit: "s",
    histogram: { aggregationTemporality: 2, dataPoints },
  };
  const attributes = [
    attribute("service.name", `shop-${service}`),
    attribute("service.instance.id", `instance-${service}`),
    attribute("host.name", "host"),
    attribute("telemetry.sdk.name", "opentelemetry"),
  ];
  return {
    resourceMetrics: [
      { resource: { attributes }, scopeMetrics: [{ scope: { name: "http" }, metrics: [metric] }] },
    ],
  };
}

export interface OtlpMessages {
  readonly protobuf: readonly Uint8Array[];
  readonly json: readonly Uint8Array[];
  readonly points: number;
}

/** Exports of ten services. */
export function otlpMessages(points: number): OtlpMessages {
  const each = routes * statuses.length;
  const minutes = Math.max(3, Math.round(points / each / 10));
  const messages = Array.from({ length: minutes * 10 }, (_none, index) =>
    exported(index % 10, Math.floor(index / 10)),
  );
  return {
    protobuf: messages.map((message) => metricsData.encode(metricsData.fromObject(message)).finish()),
    json: messages.map((message) => new TextEncoder().encode(JSON.stringify(message))),
    points: messages.length * each,
  };
}
