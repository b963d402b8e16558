import { parse } from "csv-parse/browser/esm/sync";
import type { Sink } from "../point.ts";
import { fieldsTo, momentMs, type TakeField } from "./field-points.ts";

/** What is told about the columns of the rows that follow. */
interface Table {
  readonly columns: readonly string[];
  /** Empty where nothing was annotated. */
  readonly types: readonly string[];
  /** What an empty cell stands for. */
  readonly defaults: readonly string[];
  /** `true` of a column by which rows are grouped: a tag for sure. */
  readonly groups: readonly string[];
}

const unannotated: Omit<Table, "columns"> = { types: [], defaults: [], groups: [] };

/** Whether a text is annotated CSV, by its first line that holds anything. */
export function looksAnnotated(text: string): boolean {
  return /^\s*(?:#(?:datatype|group|default)\b|,result,table,|error,reference\b)/.test(text);
}

/**
 * What Flux queries answer (docs.influxdata.com/influxdb/v2/reference/syntax/annotated-csv): tables one after the other,
 * each with a row of names, and before that rows that say what the columns are. A column of text is a tag, where rows are
 * grouped by some one that they are grouped by; and a number is a field by the name in `_field`, or by that of its column where a query has pivoted them.
 */
export function annotatedCsv(text: string, sink: Sink): void {
  let told = unannotated;
  let table: Table | null = null;
  const take = fieldsTo(sink);
  for (const row of rowsOf(text, sink)) {
    const [mark = ""] = row;
    if (mark.startsWith("#")) {
      // Annotations come before the names, and those of a table before it are over.
      if (table !== null) [table, told] = [null, unannotated];
      if (mark === "#datatype") told = { ...told, types: row };
      if (mark === "#group") told = { ...told, groups: row };
      if (mark === "#default") told = { ...told, defaults: row.with(0, "") };
    } else if (row.includes("_time") || row.includes("error")) {
      table = { columns: row, ...told };
    } else if (table !== null) {
      takeRow(row, table, { take, sink });
    }
  }
}

function rowsOf(text: string, sink: Sink): readonly (readonly string[])[] {
  try {
    return parse(text, { relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    const reason = `InfluxDB annotated CSV: ${error instanceof Error ? error.message : String(error)}`;
    sink.refuse({ code: "format-unreadable", subject: "message", reason });
    return [];
  }
}

/** Columns that say where a row stands, and name nothing. */
const ofTheTable: ReadonlySet<string> = new Set([
  "",
  "result",
  "table",
  "_start",
  "_stop",
  "_time",
  "_value",
  "_field",
  "_measurement",
]);

const numeric: ReadonlySet<string> = new Set(["double", "long", "unsignedLong", "boolean"]);

interface Into {
  readonly take: TakeField;
  readonly sink: Sink;
}

function takeRow(
  row: readonly string[],
  { columns, types, defaults, groups }: Table,
  { take, sink }: Into,
): void {
  const cell = (name: string): string => {
    const index = columns.indexOf(name);
    if (index < 0) return "";
    const text = row[index] ?? "";
    return text === "" ? (defaults[index] ?? "") : text;
  };
  if (!columns.includes("_time")) {
    const reason = `InfluxDB answered: ${cell("error")}`;
    return sink.refuse({ code: "format-unreadable", subject: "message", reason });
  }
  const tags = new Map<string, string>();
  const fields: [string, number][] = [];
  const grouped = columns.some((name, index) => groups[index] === "true" && !ofTheTable.has(name));
  for (const [index, name] of columns.entries()) {
    if (ofTheTable.has(name)) continue;
    const text = cell(name);
    if (groups[index] === "true") tags.set(name, text);
    else if (numeric.has(types[index] ?? "")) fields.push([name, text === "" ? Number.NaN : valueOf(text)]);
    else if (!grouped) tags.set(name, text);
  }
  const valueAt = columns.indexOf("_value");
  const text = cell("_value");
  if (valueAt >= 0 && text !== "" && types[valueAt] !== "string")
    fields.push([cell("_field") === "" ? "value" : cell("_field"), valueOf(text)]);
  const measured = { name: cell("_measurement"), tags, atMs: timeOf(cell("_time")) };
  for (const [field, value] of fields) if (!Number.isNaN(value)) take(measured, field, value);
}

function valueOf(text: string): number {
  if (text === "true") return 1;
  return text === "false" ? 0 : Number(text);
}

/** RFC 3339, or a number since 1970; null where it is missing or none. */
function timeOf(text: string): number | null {
  if (/^\d+$/.test(text)) return momentMs(Number(text));
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
