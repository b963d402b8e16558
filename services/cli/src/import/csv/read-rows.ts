import { inputFault } from "../../exit-codes.ts";
import { cellsOfLines } from "../csv-cells.ts";
import type { Refusal } from "../histories.ts";
import { readsInstead } from "../recognised.ts";
import { type TextLine, textLines } from "../text-lines.ts";
import type { Decimals } from "./cells.ts";
import { type Cells, type Columns, columnsOf } from "./columns.ts";
import type { CsvReading, RowFault, RowResult } from "./reading.ts";
import { type CsvRequest, latencyUnits } from "./request.ts";
import { type NameRow, rowNames } from "./row-names.ts";
import { type RowTimes, rowTimes, type TimeFacts } from "./row-times.ts";
import { rowValues, type ValueSettings } from "./row-values.ts";

/** What came of one batch of lines. */
export interface CsvBatch {
  readonly rows: number;
  readonly readings: readonly CsvReading[];
  readonly refusals: readonly Refusal[];
}

export interface CsvFile {
  readonly batches: AsyncGenerator<CsvBatch>;
  /** To be asked when all batches were read. */
  readonly times: () => TimeFacts;
}

/** Finds out what stands where in a file by its headings. */
export type FindColumns = (file: string, header: readonly string[], request: CsvRequest) => Columns;

/**
 * Reads one file's rows, a batch at a time. The first line that is not blank is the header; it tells what stands between
 * cells unless the request does. Throws `ProcessFault`s where a column is missing, or the header is none.
 */
export function readCsvFile(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  request: CsvRequest,
  find: FindColumns = columnsOf,
): CsvFile {
  const times = rowTimes(request.zone, request.dates);
  return { batches: batchesOf(file, chunks, { request, times, find }), times: times.facts };
}

interface Reading {
  readonly request: CsvRequest;
  readonly times: RowTimes;
  readonly find: FindColumns;
}

async function* batchesOf(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  { request, times, find }: Reading,
): AsyncGenerator<CsvBatch> {
  let table: CsvTable | null = null;
  for await (const batch of textLines(chunks)) {
    const lines = batch.filter((line) => line.kind !== "line" || line.text.trim() !== "");
    if (table === null && lines[0] !== undefined)
      table = tableOf(file, lines.shift() as TextLine, { request, find });
    if (table !== null) yield batchOf(lines, table, times);
  }
  if (table === null)
    yield { rows: 0, readings: [], refusals: [{ code: "file-empty", reason: "no line", line: 1, raw: "" }] };
}

/** How one file is read. */
export interface Table {
  readonly columns: Columns;
  readonly names: NameRow;
  readonly settings: ValueSettings;
}

/** How a file is read, by its first line that is not blank. Throws `ProcessFault`s. */
export function tableOf(
  file: string,
  { kind, text }: TextLine,
  { request, find }: Pick<Reading, "request" | "find">,
): CsvTable {
  const instead = foreign(file, text);
  if (instead !== null) throw inputFault(`${file} is no table of counts or probes`, instead);
  const delimiter = request.delimiter ?? delimiterIn(text);
  const header = kind === "line" ? cellsOfLines([text], delimiter)[0] : null;
  if (header === null || header === undefined)
    throw inputFault(`${file} is no table: its first line is not the headings of columns`);
  const columns = find(file, header, request);
  return { ...tableWith(columns, request, request.decimals ?? decimalsWith(delimiter)), delimiter };
}

/** How rows of these columns are read, however they are written. */
export const tableWith = (columns: Columns, request: CsvRequest, decimals: Decimals): Table => ({
  columns,
  names: rowNames(columns),
  settings: {
    decimals,
    perSecond: request.perSecond,
    latencyUnitMs: latencyUnits[request.latencyUnit],
  },
});

export interface CsvTable extends Table {
  readonly delimiter: string;
}

/** The command for what begins like no row of headings; a table of a status monitor is a table too. */
function foreign(file: string, header: string): string | null {
  return /^(?:SQLite format 3|\s*[{[]|# (?:HELP|TYPE|UNIT) |#(?:datatype|group|default),)/.test(header)
    ? readsInstead(file, Buffer.from(header), "csv")
    : null;
}

/** A comma between cells leaves the point for decimals; where it is another sign, either may be meant. */
const decimalsWith = (delimiter: string): Decimals => (delimiter === "," ? "point" : "unsure");

/** The sign that a header has most often outside quotes; a comma where it has none. */
function delimiterIn(header: string): string {
  const bare = header.replaceAll(/"[^"]*"/g, "");
  const count = (sign: string): number => bare.split(sign).length - 1;
  return [",", ";", "\t", "|"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

function batchOf(lines: readonly TextLine[], table: CsvTable, times: RowTimes): CsvBatch {
  const whole = lines.every(isWhole) ? lines : lines.filter(isWhole);
  const cells = cellsOfLines(
    whole.map((line) => line.text),
    table.delimiter,
  );
  const readings: CsvReading[] = [];
  const refusals: Refusal[] = [];
  const reading = { table, times };
  for (let index = 0; index < whole.length; index += 1) {
    const { number, text } = whole[index]!;
    const result = rowOf(cells[index] ?? null, text, reading);
    for (const one of result.readings) readings.push(one);
    for (const { code, reason } of result.faults) refusals.push({ code, reason, line: number, raw: text });
  }
  for (const line of lines) if (!isWhole(line)) refusals.push(broken(line));
  return { rows: lines.length, readings, refusals: refusals.toSorted((a, b) => a.line - b.line) };
}

const isWhole = ({ kind }: TextLine): boolean => kind === "line";

const refused = (code: RowFault["code"], reason: string): RowResult => ({
  readings: [],
  faults: [{ code, reason }],
});

/** What one row gives: `cells` are its columns in order, null where they cannot be told apart. */
export function rowOf(
  cells: readonly string[] | null,
  text: string,
  { table, times }: { readonly table: Table; readonly times: RowTimes },
): RowResult {
  const { columns } = table;
  if (cells === null) return refused("row-not-csv", "a quote is out of place");
  if (text.includes("\uFFFD")) return refused("row-not-csv", "not UTF-8 text");
  if (cells.length !== columns.count)
    return refused("row-not-csv", `the header has ${columns.count} columns, the row has ${cells.length}`);
  const cell = (index: number): string => (cells[index] as string).trim();
  if (columns.cells.length === 1) return partOf(columns.cells[0]!, { table, cell, times });
  const results = columns.cells.map((part) => partOf(part, { table, cell, times }));
  const readings = results.flatMap((result) => result.readings);
  // A time that cannot be read is one fault of the row, however many services stand in it.
  const faults = new Map(results.flatMap((result) => result.faults).map((fault) => [fault.reason, fault]));
  return { readings, faults: [...faults.values()] };
}

interface RowParts {
  readonly table: Table;
  readonly cell: (index: number) => string;
  readonly times: RowTimes;
}

function partOf(part: Cells, { table, cell, times }: RowParts): RowResult {
  const { columns, settings } = table;
  const named = table.names(part, cell);
  if (named.kind === "fault") return refused("row-value", named.reason);
  const { names, key, series } = named;
  const values = rowValues(part.streams, cell, settings);
  const faults: RowFault[] = [];
  let hasValues = false;
  for (const one of values) {
    if (one.kind === "values") hasValues = true;
    if (one.kind !== "fault") continue;
    const prefix = columns.cells.length > 1 ? `${names.service}: ` : "";
    faults.push({ code: "row-value", reason: `${prefix}${one.reason}` });
  }
  if (!hasValues) return { readings: [], faults };
  const time = times.read(cell(columns.time), key);
  if (time.kind === "fault") {
    faults.push({ code: "row-timestamp", reason: time.reason });
    return { readings: [], faults };
  }
  const readings: CsvReading[] = [];
  for (const one of values) {
    if (one.kind !== "values") continue;
    const { stream, values: found } = one;
    readings.push({ at: time.at, stream, names, series: series[stream], values: found });
  }
  return { readings, faults };
}

function broken({ kind, number, text, reason }: TextLine): Refusal {
  const place = { line: number, raw: text };
  if (kind === "too-long")
    return { ...place, code: "line-too-long", reason: "no line break within 65,536 characters" };
  return { ...place, code: "gzip-truncated", reason: reason ?? "the file ends early" };
}
