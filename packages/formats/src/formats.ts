import { looksAnnotated } from "./influx/annotated-csv.ts";
import { influxText, readPoint } from "./influx/line-protocol.ts";
import { streamOf } from "./json/direct-reading.ts";
import { ownJson } from "./json/own-json.ts";
import type { Limits } from "./limits.ts";
import { looksLikeOtlp, otlpJson, otlpProtobuf } from "./otlp/otlp.ts";
import type { Sink } from "./point.ts";
import { isKafkaSample, prometheusKafkaJson } from "./prometheus/kafka-json.ts";
import { openMetrics } from "./prometheus/open-metrics.ts";
import { rangeQuery, usualRangeQuery } from "./prometheus/range-query.ts";
import { looksLikeRemoteWrite, remoteWrite } from "./prometheus/remote-write.ts";
import { readSample } from "./prometheus/sample-line.ts";
import { isMetric, telegrafJson } from "./telegraf/telegraf-json.ts";
import { usualTelegraf } from "./telegraf/usual-telegraf.ts";
import { type Fields, fieldsOf, jsonOf } from "./unknown-values.ts";

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

/** What reads the value of a message's JSON, which is undefined where it is none, and what reads its bytes. */
type FormatReader =
  | {
      readonly json: (value: unknown, sink: Sink, limits: Limits) => void;
      /** A quicker way to the same for bytes that are written as usual, which says whether they were. */
      readonly usual?: (bytes: Uint8Array, sink: Sink) => boolean;
    }
  | { readonly binary: (bytes: Uint8Array, sink: Sink, limits: Limits) => void };

const readers: Readonly<Record<Format, FormatReader>> = {
  otlp: { binary: otlpProtobuf },
  "otlp-json": { json: otlpJson },
  prometheus: { json: rangeQuery, usual: usualRangeQuery },
  openmetrics: { binary: openMetrics },
  "remote-write": { binary: remoteWrite },
  "prometheus-json": { json: prometheusKafkaJson },
  telegraf: { json: telegrafJson, usual: usualTelegraf },
  influx: { binary: influxText },
  cloudevents: { json: cloudEvent },
  tocsin: { json: ownJson },
};

export const formatNames = Object.keys(readers) as readonly Format[];

/** A message of which the format is known. */
export interface KnownMessage {
  readonly format: Format;
  readonly bytes: Uint8Array;
  /** What its JSON is, where that was found out with the format: it is not parsed twice. */
  readonly value?: unknown;
}

/** Hands on what stands in the message. */
export function decode({ format, bytes, value }: KnownMessage, sink: Sink, limits: Limits): void {
  const reader = readers[format];
  if ("binary" in reader) return reader.binary(bytes, sink, limits);
  if (value === undefined && reader.usual?.(bytes, sink) === true) return;
  reader.json(value === undefined ? jsonOf(bytes) : value, sink, limits);
}

/** The message with its format, by what stands in it, or null. */
export function recognised(bytes: Uint8Array, limits: Limits): KnownMessage | null {
  const value = jsonOf(bytes);
  const format = value === undefined ? ofBytes(bytes, limits) : ofJson(value);
  return format === null ? null : { format, bytes, value };
}

function ofBytes(bytes: Uint8Array, limits: Limits): Format | null {
  if (looksLikeOtlp(bytes)) return "otlp";
  if (looksLikeRemoteWrite(bytes, limits)) return "remote-write";
  return ofText(new TextDecoder().decode(bytes.subarray(0, 65_536)));
}

/** Values of formats by the fields that only they have. */
function ofJson(value: unknown): Format | null {
  const fields = fieldsOf(Array.isArray(value) ? (value as readonly unknown[])[0] : value);
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
  const sample = readSample(first);
  return sample !== null && isSampleValue(sample.value) ? "openmetrics" : null;
}

/** Words are no metrics, though a word and another one look like a name and its value. */
const isSampleValue = (text: string): boolean =>
  /^[+-]?inf(inity)?$|^nan$/i.test(text) || Number.isFinite(Number(text));

/** An event of CloudEvents 1.0 in structured form, whose data is telemetry of any of the other formats. */
function cloudEvent(value: unknown, sink: Sink, limits: Limits): void {
  const event = fieldsOf(value);
  const inner = event === null ? null : dataOf(event, limits);
  if (inner === null || inner.format === "cloudevents") {
    const reason = "CloudEvents: the event has no data that is telemetry of a known format";
    return sink.refuse({ code: "format-unreadable", subject: "message", reason });
  }
  decode(inner, sink, limits);
}

function dataOf({ data, data_base64: base64 }: Fields, limits: Limits): KnownMessage | null {
  const bytes =
    typeof base64 === "string"
      ? bytesOfBase64(base64)
      : typeof data === "string"
        ? new TextEncoder().encode(data)
        : null;
  if (bytes !== null) return recognised(bytes, limits);
  const format = ofJson(data);
  return format === null ? null : { format, bytes: new Uint8Array(), value: data };
}

function bytesOfBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.codePointAt(0) as number);
  } catch {
    return null;
  }
}
