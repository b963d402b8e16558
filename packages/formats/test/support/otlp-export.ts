import { JsonMetricsSerializer, ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  AggregationType,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
  type ViewOptions,
} from "@opentelemetry/sdk-metrics";

/** A reader that a test asks, instead of one that has a timer. */
class AskedReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

export interface Exported {
  readonly protobuf: Uint8Array;
  readonly json: Uint8Array;
}

/** A service that is instrumented with the official OpenTelemetry SDK for JavaScript. */
export interface InstrumentedService {
  readonly meter: ReturnType<MeterProvider["getMeter"]>;
  /** What the SDK would export now, but for its own clock: the points get these times. */
  readonly collect: (times: { readonly startMs: number; readonly endMs: number }) => Promise<Exported>;
}

export function instrumentedService(
  attributes: Readonly<Record<string, string>>,
  temporality: "delta" | "cumulative",
  { exponential = false }: { readonly exponential?: boolean } = {},
): InstrumentedService {
  const wanted = temporality === "delta" ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
  const reader = new AskedReader({ aggregationTemporalitySelector: () => wanted });
  const views: ViewOptions[] = exponential
    ? [{ instrumentName: "*", aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }]
    : [];
  const provider = new MeterProvider({
    resource: resourceFromAttributes(attributes),
    readers: [reader],
    views,
  });
  return {
    meter: provider.getMeter("http"),
    collect: async (times) => {
      const { resourceMetrics } = await reader.collect();
      const timed = withTimes(resourceMetrics, times);
      return {
        protobuf: bytesOf(ProtobufMetricsSerializer.serializeRequest(timed)),
        json: bytesOf(JsonMetricsSerializer.serializeRequest(timed)),
      };
    },
  };
}

function withTimes(
  metrics: ResourceMetrics,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): ResourceMetrics {
  const hr = (ms: number): [number, number] => [Math.floor(ms / 1000), (ms % 1000) * 1e6];
  const scopeMetrics = metrics.scopeMetrics.map((scope) => ({
    ...scope,
    metrics: scope.metrics.map((metric) => ({
      ...metric,
      dataPoints: metric.dataPoints.map((point) => ({
        ...point,
        startTime: hr(startMs),
        endTime: hr(endMs),
      })),
    })),
  }));
  return { ...metrics, scopeMetrics: scopeMetrics as ResourceMetrics["scopeMetrics"] };
}

function bytesOf(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new Error("the SDK gave no bytes");
  return bytes;
}
