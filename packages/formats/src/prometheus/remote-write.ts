import snappy from "snappyjs";
import type { INamespace } from "protobufjs/light.js";
import type { Limits } from "../limits.ts";
import type { Sink } from "../point.ts";
import { messageType } from "../protobuf/message-type.ts";
import { type Fields, fieldsOf, listOf, numberOf, textOf } from "../unknown-values.ts";
import { hand } from "./labelled.ts";

/** Prometheus remote write 1.0 (prometheus.io/docs/specs/prw/remote_write_spec), its protocol buffers in a block of Snappy. */
const definitions: INamespace = {
  nested: {
    WriteRequest: { fields: { timeseries: { id: 1, type: "TimeSeries", rule: "repeated" } } },
    TimeSeries: {
      fields: {
        labels: { id: 1, type: "Label", rule: "repeated" },
        samples: { id: 2, type: "Sample", rule: "repeated" },
      },
    },
    Label: { fields: { name: { id: 1, type: "string" }, value: { id: 2, type: "string" } } },
    Sample: { fields: { value: { id: 1, type: "double" }, timestamp: { id: 2, type: "int64" } } },
  },
};

const decodeRequest = messageType(definitions, "WriteRequest");

export function remoteWrite(bytes: Uint8Array, sink: Sink, limits: Limits): void {
  const request = writeRequest(bytes, limits);
  if (typeof request === "string") {
    const reason = `Prometheus remote write: ${request}`;
    return sink.refuse({ code: "format-unreadable", subject: "message", reason });
  }
  for (const entry of listOf(request["timeseries"])) {
    const { labels, samples } = fieldsOf(entry) ?? {};
    const named = new Map<string, string>();
    for (const label of listOf(labels)) {
      const { name, value } = fieldsOf(label) ?? {};
      named.set(textOf(name), textOf(value));
    }
    if (!sink.wants(named.get("__name__") ?? "", listOf(samples).length)) continue;
    for (const sample of listOf(samples)) {
      const { value, timestamp } = fieldsOf(sample) ?? {};
      hand({ labels: named, value: numberOf(value ?? 0), atMs: numberOf(timestamp), type: "untyped" }, sink);
    }
  }
}

/** Whether the bytes are one; its first label is the name by rule, for labels are sorted. */
export function looksLikeRemoteWrite(bytes: Uint8Array, limits: Limits): boolean {
  const request = writeRequest(bytes, limits);
  if (typeof request === "string") return false;
  const [first] = listOf(request["timeseries"]);
  const [label] = listOf(fieldsOf(first)?.["labels"]);
  return textOf(fieldsOf(label)?.["name"]) !== "";
}

/** The unpacked length stands before the packed bytes, and is looked at before anything is unpacked. */
function writeRequest(bytes: Uint8Array, limits: Limits): Fields | string {
  try {
    // A Buffer is copied into a plain array: of the two the library unpacks only its own kind alike everywhere.
    return decodeRequest(snappy.uncompress(new Uint8Array(bytes), limits.maxMessageBytes));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
