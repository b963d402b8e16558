import { fieldsTo, type Measured, momentMs, type TakeField } from "../influx/field-points.ts";
import type { Sink } from "../point.ts";
import { labelsOf } from "../prometheus/range-query.ts";
import { type Fields, fieldsOf, listOf, numberOf, textOf } from "../unknown-values.ts";

/** Telegraf's JSON output, one metric or a batch (docs.influxdata.com/telegraf/v1/data_formats/output/json). */
export function telegrafJson(value: unknown, sink: Sink): void {
  const message = fieldsOf(value);
  const metrics = message === null ? [] : isMetric(message) ? [message] : listOf(message["metrics"]);
  if (metrics.length === 0)
    return refuse("no object with name, fields and timestamp, nor a list of them", sink);
  const take = fieldsTo(sink);
  for (const entry of metrics) {
    const metric = fieldsOf(entry);
    if (metric === null || !isMetric(metric)) refuse("an entry lacks name, fields or timestamp", sink);
    else takeMetric(metric, take);
  }
}

export const isMetric = (value: Fields): boolean =>
  "fields" in value && "name" in value && "timestamp" in value;

function takeMetric({ name, tags, fields, timestamp }: Fields, take: TakeField): void {
  const at = numberOf(timestamp);
  const measured = new TelegrafMetric(
    textOf(name),
    fieldsOf(tags) ?? {},
    Number.isNaN(at) ? null : momentMs(at),
  );
  const numbers = fieldsOf(fields) ?? {};
  for (const field of Object.keys(numbers)) {
    const value = numbers[field];
    if (typeof value === "number") take(measured, field, value);
    else if (typeof value === "boolean") take(measured, field, value ? 1 : 0);
  }
}

/** A metric whose tags are made into a map when somebody asks, which is once in the life of a series. */
class TelegrafMetric implements Measured {
  readonly name: string;
  readonly atMs: number | null;
  readonly written: readonly string[];
  readonly #tags: Fields;

  constructor(name: string, tags: Fields, atMs: number | null) {
    this.name = name;
    this.atMs = atMs;
    this.#tags = tags;
    this.written = writtenTags(tags);
  }

  get tags(): ReadonlyMap<string, string> {
    return labelsOf(this.#tags);
  }
}

function writtenTags(tags: Fields): readonly string[] {
  const written: string[] = [];
  for (const tag of Object.keys(tags)) {
    const text = tags[tag];
    if (typeof text === "string") written.push(tag, text);
  }
  return written;
}

function refuse(what: string, sink: Sink): void {
  sink.refuse({ code: "format-unreadable", subject: "message", reason: `Telegraf JSON: ${what}` });
}
