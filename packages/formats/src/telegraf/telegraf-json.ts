import { fieldPoints, momentMs } from "../influx/field-points.ts";
import type { Sink } from "../point.ts";
import { labelsOf } from "../prometheus/range-query.ts";
import { type Fields, fieldsOf, listOf, numberOf, textOf } from "../unknown-values.ts";

/** Telegraf's JSON output, one metric or a batch (docs.influxdata.com/telegraf/v1/data_formats/output/json). */
export function telegrafJson(value: unknown, sink: Sink): void {
  const message = fieldsOf(value);
  const metrics = message === null ? [] : isMetric(message) ? [message] : listOf(message["metrics"]);
  if (metrics.length === 0)
    return refuse("no object with name, fields and timestamp, nor a list of them", sink);
  for (const entry of metrics) {
    const metric = fieldsOf(entry);
    if (metric === null || !isMetric(metric)) refuse("an entry lacks name, fields or timestamp", sink);
    else takeMetric(metric, sink);
  }
}

export const isMetric = (value: Fields): boolean =>
  "fields" in value && "name" in value && "timestamp" in value;

function takeMetric({ name, tags, fields, timestamp }: Fields, sink: Sink): void {
  const numbers: (readonly [string, number])[] = [];
  for (const [field, value] of Object.entries(fieldsOf(fields) ?? {})) {
    if (typeof value === "boolean") numbers.push([field, value ? 1 : 0]);
    else if (typeof value === "number") numbers.push([field, value]);
  }
  const labels = labelsOf(tags);
  let written = "";
  for (const [tag, text] of labels) written += `${tag}\u0001${text}\u0000`;
  const at = numberOf(timestamp);
  const atMs = Number.isNaN(at) ? null : momentMs(at);
  fieldPoints({ name: textOf(name), tags: labels, written, fields: numbers, atMs }, sink);
}

function refuse(what: string, sink: Sink): void {
  sink.refuse({ code: "format-unreadable", subject: "message", reason: `Telegraf JSON: ${what}` });
}
