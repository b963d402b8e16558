import type { Sink } from "../point.ts";
import { annotatedCsv, looksAnnotated } from "./annotated-csv.ts";
import { fieldsTo, momentMs, type TakeField } from "./field-points.ts";

/** One line of InfluxDB's line protocol (docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol). */
export interface WrittenPoint {
  readonly measurement: string;
  readonly tags: Map<string, string>;
  readonly fields: ReadonlyMap<string, number>;
  readonly timestamp: string | null;
}

/** Line protocol, or annotated CSV, as queries answer it. */
export function influxText(bytes: Uint8Array, sink: Sink): void {
  const text = new TextDecoder().decode(bytes);
  if (looksAnnotated(text)) return annotatedCsv(text, sink);
  const take = fieldsTo(sink);
  for (const line of text.split("\n")) takeInfluxLine(line, take, sink);
}

function takeInfluxLine(text: string, take: TakeField, sink: Sink): void {
  const line = text.trim();
  if (line === "" || line.startsWith("#")) return;
  const point = readPoint(line);
  if (point === null) {
    const reason = `InfluxDB line protocol: a line is no point: ${line.slice(0, 80)}`;
    return sink.refuse({ code: "format-unreadable", subject: "line", reason });
  }
  const { measurement, tags, fields, timestamp } = point;
  const atMs = timestamp === null ? null : momentMs(Number(timestamp));
  for (const [field, value] of fields) take({ name: measurement, tags, atMs }, field, value);
}

/** Null where the line is none. Fields that are text say nothing that can be counted, and are left out. */
export function readPoint(line: string): WrittenPoint | null {
  const [head, fieldSet, timestamp, more] = split(line, " ");
  if (head === undefined || fieldSet === undefined || more !== undefined) return null;
  const [measurement, ...tagPairs] = split(head, ",");
  if (measurement === undefined || measurement === "") return null;
  const tags = new Map<string, string>();
  for (const pair of tagPairs) {
    const [name, value, extra] = split(pair, "=");
    if (name === undefined || value === undefined || extra !== undefined) return null;
    tags.set(plain(name), plain(value));
  }
  const fields = new Map<string, number>();
  for (const pair of split(fieldSet, ",")) {
    const [name, ...rest] = split(pair, "=");
    if (name === undefined || name === "" || rest.length === 0) return null;
    const value = fieldValue(rest.join("="));
    if (value !== null) fields.set(plain(name), value);
  }
  if (timestamp !== undefined && !/^-?\d{1,19}$/.test(timestamp)) return null;
  return { measurement: plain(measurement), tags, fields, timestamp: timestamp ?? null };
}

/** Integers end in `i` or `u`; true and false are 1 and 0. Null for text. */
function fieldValue(text: string): number | null {
  if (/^(t|T|true|True|TRUE)$/.test(text)) return 1;
  if (/^(f|F|false|False|FALSE)$/.test(text)) return 0;
  const number = /^[-+]?[\d.]+([eE][-+]?\d+)?[iu]?$/.test(text)
    ? Number(text.replace(/[iu]$/, ""))
    : Number.NaN;
  return Number.isNaN(number) ? null : number;
}

/** Parts between unescaped separators that stand in no quotes. */
function split(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let [from, quoted] = [0, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "\\") at += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

const plain = (text: string): string => (text.includes("\\") ? text.replace(/\\([,= "\\])/g, "$1") : text);
