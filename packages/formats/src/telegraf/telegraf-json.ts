import { fieldsTo, type Measured, momentMs, type TakeField } from "../influx/field-points.ts";
import type { Sink, WrittenAttributes } from "../point.ts";
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
  // What came from JSON has no names but its own.
  for (const field in numbers) {
    const value = numbers[field];
    if (typeof value === "number") take(measured, field, value);
    else if (typeof value === "boolean") take(measured, field, value ? 1 : 0);
  }
}

/** A metric whose tags are made into a map when somebody asks, which is once in the life of a series. */
class TelegrafMetric implements Measured, WrittenAttributes {
  readonly name: string;
  readonly atMs: number | null;
  readonly #tags: Fields;

  constructor(name: string, tags: Fields, atMs: number | null) {
    this.name = name;
    this.atMs = atMs;
    this.#tags = tags;
  }

  get tags(): ReadonlyMap<string, string> {
    return labelsOf(this.#tags);
  }

  get written(): this {
    return this;
  }

  texts(): readonly string[] {
    const written: string[] = [];
    for (const tag of Object.keys(this.#tags)) {
      const text = this.#tags[tag];
      if (typeof text === "string") written.push(tag, text);
    }
    return written;
  }

  areTexts(known: readonly string[]): boolean {
    let at = 0;
    for (const tag in this.#tags) {
      const text = this.#tags[tag];
      if (typeof text !== "string") continue;
      if (known[at] !== tag || known[at + 1] !== text) return false;
      at += 2;
    }
    return at === known.length;
  }
}

function refuse(what: string, sink: Sink): void {
  sink.refuse({ code: "format-unreadable", subject: "message", reason: `Telegraf JSON: ${what}` });
}
