import { inputFault } from "../../exit-codes.ts";
import type { Columns } from "../csv/columns.ts";
import { type CsvBatch, type CsvFile, readCsvFile, rowOf, tableWith } from "../csv/read-rows.ts";
import type { CsvReading } from "../csv/reading.ts";
import type { CsvRequest } from "../csv/request.ts";
import { type RowTimes, rowTimes } from "../csv/row-times.ts";
import { type Unpacking, unpacked } from "../gunzipped.ts";
import type { Refusal } from "../histories.ts";
import { longestMessage } from "../message-pieces.ts";
import { readsInstead } from "../recognised.ts";
import { reportColumns } from "./columns.ts";
import { type ReportRow, reportRows, textIn } from "./json-rows.ts";

/** Reads a file of reports, a table or JSON as its first character tells; `times` are of all its rows. */
export function readReportsFile(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  request: CsvRequest,
): CsvFile {
  const times = rowTimes(request.zone, request.dates);
  let table: CsvFile | null = null;
  async function* batches(): AsyncGenerator<CsvBatch> {
    const unpacking: Unpacking = { damage: null };
    const bytes = unpacked(chunks, unpacking)[Symbol.asyncIterator]();
    const first = await bytes.next();
    async function* all(): AsyncGenerator<Uint8Array> {
      if (first.done !== true) yield first.value;
      yield* { [Symbol.asyncIterator]: () => bytes };
    }
    const start = first.done === true ? "" : Buffer.from(first.value.subarray(0, 64)).toString("utf8");
    if (/^\uFEFF?\s*[{[]/.test(start)) {
      yield jsonBatch(file, await wholeText(file, all()), { request, times, unpacking });
    } else {
      table = readCsvFile(file, all(), request, reportColumns);
      yield* table.batches;
      if (unpacking.damage !== null) yield { rows: 0, readings: [], refusals: [cut(unpacking.damage)] };
    }
  }
  return { batches: batches(), times: () => table?.times() ?? times.facts() };
}

const cut = (reason: string): Refusal => ({ code: "gzip-truncated", reason, line: 1, raw: "" });

/** JSON is one value and is read at once. */
async function wholeText(file: string, chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const read: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    read.push(chunk);
    length += chunk.length;
    if (length > longestMessage)
      throw inputFault(`${file} is longer than ${longestMessage} bytes`, "Split it, or export it as CSV.");
  }
  return Buffer.concat(read)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}

interface JsonReading {
  readonly request: CsvRequest;
  readonly times: RowTimes;
  readonly unpacking: Unpacking;
}

function jsonBatch(file: string, text: string, { request, times, unpacking }: JsonReading): CsvBatch {
  const { values, refusals } = jsonValues(text);
  if (unpacking.damage !== null) refusals.push(cut(unpacking.damage));
  const table = tableWith(jsonColumns(request), request, request.decimals ?? "unsure");
  const readings: CsvReading[] = [];
  let rows = refusals.length;
  for (const { line, value } of values) {
    for (const row of reportRows(value, { ...request, reports: request.measures.get("reports") ?? null })) {
      rows += 1;
      const result = rowOf(cellsOf(row, request), "", { table, times });
      readings.push(...result.readings);
      for (const { code, reason } of result.faults) refusals.push({ code, reason, line, raw: rawOf(row) });
    }
  }
  if (rows === 0) throw noRows(file, text);
  return { rows, readings, refusals };
}

/** What was read of it; its other fields may be anything. */
const rawOf = ({ time, service, reports }: ReportRow): string => JSON.stringify({ time, service, reports });

interface Values {
  readonly values: readonly { readonly line: number; readonly value: unknown }[];
  readonly refusals: Refusal[];
}

/** The one value of a file, or one on each line. */
function jsonValues(text: string): Values {
  try {
    return { values: [{ line: 1, value: JSON.parse(text) }], refusals: [] };
  } catch (error) {
    const values: { line: number; value: unknown }[] = [];
    const refusals: Refusal[] = [];
    const lines = text
      .split("\n")
      .flatMap((raw, index) => (raw.trim() === "" ? [] : [{ raw, line: index + 1 }]));
    for (const { raw, line } of lines) {
      try {
        values.push({ line, value: JSON.parse(raw) });
      } catch {
        refusals.push({ code: "line-not-json", reason: "the line is not JSON", line, raw });
      }
    }
    // Of a value that is written over many lines, no line is one; then the file's own fault tells more.
    if (values.length > refusals.length) return { values, refusals };
    const reason = error instanceof Error ? error.message : "the file is not JSON";
    return { values: [], refusals: [{ code: "line-not-json", reason, line: 1, raw: text.slice(0, 200) }] };
  }
}

/** In which order the parts of a row are handed on as cells. */
const optional = ["operation", "region", "source", "category"] as const;

function jsonColumns(request: CsvRequest): Columns {
  const at = (name: (typeof optional)[number]): number | null =>
    request[name] === null ? null : 3 + optional.indexOf(name);
  return {
    count: 3 + optional.length,
    time: 0,
    operation: at("operation"),
    region: at("region"),
    source: at("source"),
    category: at("category"),
    cells: [{ service: { column: 1 }, streams: [{ stream: "report-volume", columns: [["reports", 2]] }] }],
  };
}

const cellsOf = ({ time, service, reports, fields }: ReportRow, request: CsvRequest): readonly string[] => [
  time,
  service,
  reports,
  ...optional.map((name) => (request[name] === null ? "" : textIn(fields, request[name]))),
];

function noRows(file: string, text: string): Error {
  const instead = readsInstead(file, Buffer.from(text.slice(0, 4096)), "reports");
  return inputFault(
    `${file} has no counts of reports: no object in it has both a time and a count`,
    instead !== null && !instead.includes("--sample")
      ? instead
      : "Name its fields with --time and --reports, such as --time from --reports complaints.",
  );
}
