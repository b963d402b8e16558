import type { Sink } from "../point.ts";
import { type Fields, fieldsOf, numberOf, textOf, writtenValue } from "../unknown-values.ts";
import { hand, sampleValue, seriesOf } from "./labelled.ts";
import { labelsOf } from "./range-query.ts";

/** One sample as prometheus-kafka-adapter writes it with `SERIALIZATION_FORMAT=json`. */
export function prometheusKafkaJson(value: unknown, sink: Sink): void {
  const sample = fieldsOf(value);
  if (sample === null || !isKafkaSample(sample)) {
    const reason = "Prometheus sample in JSON: no object with labels, name, timestamp and value";
    return sink.refuse({ code: "format-unreadable", subject: "message", reason });
  }
  const metric = textOf(sample["name"]);
  if (!sink.wants(metric, () => 1)) return;
  const labels = labelsOf(sample["labels"]).set("__name__", metric);
  const { timestamp, value: written } = sample;
  const atMs = typeof timestamp === "string" ? Date.parse(timestamp) : numberOf(timestamp);
  hand(seriesOf(labels, "untyped"), { value: sampleValue(writtenValue(written)), atMs }, sink);
}

export const isKafkaSample = (value: Fields): boolean =>
  "labels" in value && "name" in value && "timestamp" in value && "value" in value;
