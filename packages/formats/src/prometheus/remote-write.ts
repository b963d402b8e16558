import snappy from "snappyjs";
import type { Limits } from "../limits.ts";
import type { PointType, Sink } from "../point.ts";
import { type Fields, fieldsOf, listOf, numberOf, textOf } from "../unknown-values.ts";
import { hand, seriesOf } from "./labelled.ts";
import { nativePoint } from "./native-histogram.ts";
import { isWholeBlock } from "./snappy-block.ts";
import { decodeWriteRequest } from "./write-request.ts";

export function remoteWrite(bytes: Uint8Array, sink: Sink, limits: Limits): void {
  const request = writeRequest(bytes, limits);
  if (typeof request === "string") {
    const reason = `Prometheus remote write: ${request}`;
    return sink.refuse({ code: "format-unreadable", subject: "message", reason });
  }
  const { symbols } = request;
  const own = listOf(request["timeseries"]);
  for (const entry of own) {
    takeSeries(fieldsOf(entry) ?? {}, { labelsOf: labelsOfSeries, typeOf: () => "untyped" }, sink);
  }
  const table = listOf(symbols).map(textOf);
  const byTable = { labelsOf: (series: Fields) => labelsByTable(series, table), typeOf: typeInMetadata };
  for (const entry of listOf(request["timeseries2"])) takeSeries(fieldsOf(entry) ?? {}, byTable, sink);
}

/** What differs between the two versions of the protocol. */
interface Reading {
  /** Null where they cannot be read. */
  readonly labelsOf: (series: Fields) => Map<string, string> | null;
  readonly typeOf: (series: Fields) => PointType;
}

function takeSeries(series: Fields, { labelsOf, typeOf }: Reading, sink: Sink): void {
  const labels = labelsOf(series);
  if (labels === null) {
    const reason = "Prometheus remote write: a series names labels that are not in its table";
    return sink.refuse({ code: "format-unreadable", subject: "series", reason });
  }
  const [samples, histograms] = [listOf(series["samples"]), listOf(series["histograms"])];
  const labelled = seriesOf(labels, typeOf(series));
  if (!sink.wants(labelled.metric, () => samples.length + histograms.length)) return;
  for (const sample of samples) {
    const { value, timestamp } = fieldsOf(sample) ?? {};
    hand(labelled, { value: numberOf(value ?? 0), atMs: numberOf(timestamp) }, sink);
  }
  for (const histogram of histograms) takeHistogram(fieldsOf(histogram) ?? {}, labels, sink);
}

function takeHistogram(histogram: Fields, labels: Map<string, string>, sink: Sink): void {
  const point = nativePoint(histogram, labels);
  if (typeof point !== "string") return sink.point(point);
  if (point === "stale") return;
  const metric = labels.get("__name__") ?? "";
  const reason = `${metric}: a native histogram that ${point}`;
  sink.refuse({ code: "sample-value", subject: metric, reason });
}

function labelsOfSeries({ labels }: Fields): Map<string, string> {
  const named = new Map<string, string>();
  for (const label of listOf(labels)) {
    const { name, value } = fieldsOf(label) ?? {};
    named.set(textOf(name), textOf(value));
  }
  return named;
}

function labelsByTable({ labelsRefs }: Fields, table: readonly string[]): Map<string, string> | null {
  const refs = listOf(labelsRefs).map(numberOf);
  if (refs.length % 2 !== 0 || refs.some((ref) => !(ref < table.length))) return null;
  const named = new Map<string, string>();
  for (let at = 0; at < refs.length; at += 2) named.set(table[refs[at]!]!, table[refs[at + 1]!]!);
  return named;
}

/** What 2.0 says of counters and gauges. Buckets and counts of histograms are series of counters. */
function typeInMetadata({ metadata }: Fields): PointType {
  const type = numberOf(fieldsOf(metadata)?.["type"] ?? 0);
  if (type === metricTypes.counter || type === metricTypes.histogram) return "counter";
  return type === metricTypes.gauge ? "gauge" : "untyped";
}

const metricTypes = { counter: 1, gauge: 2, histogram: 3 } as const;

/** Whether the bytes are one: its first series has a label with a name, or a table of symbols that begins as the protocol says. */
export function looksLikeRemoteWrite(bytes: Uint8Array, limits: Limits): boolean {
  const request = writeRequest(bytes, limits);
  if (typeof request === "string") return false;
  const [first] = listOf(request["timeseries"]);
  const [label] = listOf(fieldsOf(first)?.["labels"]);
  if (textOf(fieldsOf(label)?.["name"]) !== "") return true;
  const symbols = listOf(request["symbols"]);
  return symbols.length > 1 && symbols[0] === "" && listOf(request["timeseries2"]).length > 0;
}

/** The unpacked length stands before the packed bytes, and is looked at before anything is unpacked. */
function writeRequest(bytes: Uint8Array, limits: Limits): Fields | string {
  if (!isWholeBlock(bytes)) return "no whole Snappy block";
  try {
    // A Buffer is copied into a plain array: of the two the library unpacks only its own kind alike everywhere.
    return decodeWriteRequest(snappy.uncompress(new Uint8Array(bytes), limits.maxMessageBytes));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
