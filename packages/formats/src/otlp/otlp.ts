import type { Sink } from "../point.ts";
import { fieldsOf } from "../unknown-values.ts";
import { decodeMetrics } from "./messages.ts";
import { otlpPoints } from "./otlp-metrics.ts";

/** What a Collector's Kafka exporter writes with `encoding: otlp_proto`: ExportMetricsServiceRequest has the same form. */
export function otlpProtobuf(bytes: Uint8Array, sink: Sink): void {
  const message = decodeMetrics(bytes);
  if (typeof message === "string") return unreadable(sink, `OTLP protobuf: ${message}`);
  otlpPoints(message, sink);
}

/** `encoding: otlp_json`, and a line of the Collector's file exporter. */
export function otlpJson(value: unknown, sink: Sink): void {
  const message = fieldsOf(value);
  if (message === null || !("resourceMetrics" in message)) {
    return unreadable(sink, "OTLP JSON: no object with resourceMetrics");
  }
  otlpPoints(message, sink);
}

/** Whether the bytes are OTLP metrics in protobuf: they decode, and each resource in them has metrics. */
export function looksLikeOtlp(bytes: Uint8Array): boolean {
  const firstTag = 0x0a;
  if (bytes[0] !== firstTag) return false;
  const message = decodeMetrics(bytes);
  if (typeof message === "string") return false;
  const resources = (message["resourceMetrics"] ?? []) as readonly unknown[];
  return resources.some((resource) => {
    const { scopeMetrics, instrumentationLibraryMetrics } = fieldsOf(resource) ?? {};
    const scopes = [scopeMetrics, instrumentationLibraryMetrics];
    return scopes.some((list) => Array.isArray(list) && list.length > 0);
  });
}

function unreadable(sink: Sink, reason: string): void {
  sink.refuse({ code: "format-unreadable", subject: "message", reason });
}
