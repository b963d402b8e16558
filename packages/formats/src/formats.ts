import { looksAnnotated } from "./influx/annotated-csv.ts";
import { influxText, readPoint } from "./influx/line-protocol.ts";
import { streamOf } from "./json/direct-reading.ts";
import { ownJson } from "./json/own-json.ts";
import type { Limits } from "./limits.ts";
import { looksLikeOtlp, otlpJson, otlpProtobuf } from "./otlp/otlp.ts";
import type { Sink } from "./point.ts";
import { isKafkaSample, prometheusKafkaJson } from "./prometheus/kafka-json.ts";
import { openMetrics } from "./prometheus/open-metrics.ts";
import { rangeQuery } from "./prometheus/range-query.ts";
import { looksLikeRemoteWrite, remoteWrite } from "./prometheus/remote-write.ts";
import { readSample } from "./prometheus/sample-line.ts";
import { isMetric, telegrafJson } from "./telegraf/telegraf-json.ts";
import { type Fields, fieldsOf, jsonOf, textOfJson } from "./unknown-values.ts";

/** What messages can be written in. */
export type Format =
  | "otlp"
  | "otlp-json"
  | "prometheus"
  | "openmetrics"
  | "remote-write"
  | "prometheus-json"
  | "telegraf"
  | "influx"
  | "cloudevents"
  | "tocsin";

interface FormatReader {
  readonly decode: (bytes: Uint8Array, sink: Sink, limits: Limits) => void;
}

export const formats: Readonly<Record<Format, FormatReader>> = {
  otlp: { decode: otlpProtobuf },
  "otlp-json": { decode: otlpJson },
  prometheus: { decode: rangeQuery },
  openmetrics: { decode: openMetrics },
  "remote-write": { decode: remoteWrite },
  "prometheus-json": { decode: prometheusKafkaJson },
  telegraf: { decode: telegrafJson },
  influx: { decode: influxText },
  cloudevents: { decode: cloudEvent },
  tocsin: { decode: ownJson },
};

export const formatNames = Object.keys(formats) as readonly Format[];

/** The format of these bytes by what stands in them, or null. */
export function recognised(bytes: Uint8Array, limits: Limits): Format | null {
  const json = jsonOf(bytes);
  if (json !== undefined) return ofJson(Array.isArray(json) ? (json as readonly unknown[])[0] : json);
  if (looksLikeOtlp(bytes)) return "otlp";
  if (looksLikeRemoteWrite(bytes, limits)) return "remote-write";
  return ofText(new TextDecoder().decode(bytes.subarray(0, 65_536)));
}

/** Values of formats by the fields that only they have. */
function ofJson(value: unknown): Format | null {
  const fields = fieldsOf(value);
  if (fields === null) return null;
  if ("resourceMetrics" in fields) return "otlp-json";
  if ("specversion" in fields) return "cloudevents";
  if ("status" in fields && ("data" in fields || "error" in fields)) return "prometheus";
  if (isKafkaSample(fields)) return "prometheus-json";
  if (isMetric(fields) || "metrics" in fields) return "telegraf";
  return streamOf(fields) === null ? null : "tocsin";
}

function ofText(text: string): Format | null {
  if (looksAnnotated(text)) return "influx";
  const lines = text.split("\n").map((line) => line.trim());
  if (lines.some((line) => /^# (TYPE|HELP|UNIT|EOF)\b/.test(line))) return "openmetrics";
  const first = lines.find((line) => line !== "" && !line.startsWith("#"));
  if (first === undefined) return null;
  const point = readPoint(first);
  if (point !== null && point.fields.size > 0) return "influx";
  return readSample(first) === null ? null : "openmetrics";
}

/** An event of CloudEvents 1.0 in structured form, whose data is telemetry of any of the other formats. */
function cloudEvent(bytes: Uint8Array, sink: Sink, limits: Limits): void {
  const event = fieldsOf(jsonOf(bytes));
  const inner = event === null ? null : dataOf(event);
  const format = inner === null ? null : recognised(inner, limits);
  if (inner === null || format === null || format === "cloudevents") {
    const reason = "CloudEvents: the event has no data that is telemetry of a known format";
    return sink.refuse({ code: "format-unreadable", subject: "message", reason });
  }
  formats[format].decode(inner, sink, limits);
}

function dataOf({ data, data_base64: base64 }: Fields): Uint8Array | null {
  if (typeof base64 === "string") return bytesOfBase64(base64);
  if (data === undefined || data === null) return null;
  const text = typeof data === "string" ? data : textOfJson(data);
  return text === null ? null : new TextEncoder().encode(text);
}

function bytesOfBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.codePointAt(0) as number);
  } catch {
    return null;
  }
}
