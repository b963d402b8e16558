import { inputFault } from "../exit-codes.ts";
import { cellsOfLines } from "./csv-cells.ts";
import type { Histories, Refusal } from "./histories.ts";
import { emptyBatch, type RowBatch } from "./monitors/status-kind.ts";
import { readsInstead } from "./recognised.ts";
import { type Columns, columnsOf, readRow, requiredColumns } from "./status-row.ts";
import { type TextLine, textLines } from "./text-lines.ts";

/**
 * Reads one file's rows into the histories, a batch at a time. The first line that is not blank is the header.
 * Throws a `ProcessFault` of code 3 where that is not the header of a status-monitor CSV.
 */
export async function* readStatusCsv(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  into: Histories,
): AsyncGenerator<RowBatch> {
  into.startFile();
  let columns: Columns | null = null;
  let header = false;
  for await (const batch of textLines(chunks)) {
    const lines = batch.filter((line) => line.kind !== "line" || line.text.trim() !== "");
    if (columns === null && lines[0] !== undefined) {
      columns = headerOf(file, lines.shift()!);
      header = true;
    }
    if (columns !== null) yield readBatch(lines, columns, into);
  }
  if (!header)
    yield {
      ...emptyBatch,
      refusals: [{ code: "file-empty", reason: "no line", line: 1, raw: "" }],
    };
}

function headerOf(file: string, { kind, text }: TextLine): Columns {
  const cells = kind === "line" ? cellsOfLines([text])[0] : null;
  const columns = cells === null || cells === undefined ? null : columnsOf(cells);
  if (columns !== null) return columns;
  throw inputFault(
    `${file} is not the CSV of a status monitor: its first line lacks ${requiredColumns}`,
    [
      "Expected is timestamp_iso,monitor,service,up,http_code,latency_ms, plain or gzipped.",
      readsInstead(file, Buffer.from(`${text}\n`), "status-csv") ?? "",
    ]
      .join(" ")
      .trim(),
  );
}

function readBatch(lines: readonly TextLine[], columns: Columns, into: Histories): RowBatch {
  const whole = lines.filter((line) => line.kind === "line");
  const cells = cellsOfLines(whole.map((line) => line.text));
  const refusals: Refusal[] = [];
  let [refused, codesDropped] = [0, 0];
  for (const [index, { number, text }] of whole.entries()) {
    const place = { line: number, raw: text };
    const row = rowOf(cells[index]!, text, columns);
    if (row.kind === "fault") refusals.push({ ...place, code: row.code, reason: row.reason });
    else refusals.push(...into.add(row, place));
    if (row.kind === "row" && row.state === "refused") refused += 1;
    if (row.kind === "row" && row.codeDropped) codesDropped += 1;
  }
  for (const line of lines) if (line.kind !== "line") refusals.push(brokenLine(line));
  const inOrder = refusals.toSorted((a, b) => a.line - b.line);
  return { ...emptyBatch, rows: lines.length, refused, codesDropped, refusals: inOrder };
}

function rowOf(cells: readonly string[] | null, text: string, columns: Columns): ReturnType<typeof readRow> {
  if (cells === null) return { kind: "fault", code: "row-not-csv", reason: "a quote is out of place" };
  if (text.includes("\uFFFD")) return { kind: "fault", code: "row-not-csv", reason: "not UTF-8 text" };
  return readRow(cells, columns);
}

function brokenLine({ kind, number, text, reason }: TextLine): Refusal {
  const place = { line: number, raw: text };
  if (kind === "too-long")
    return { ...place, code: "line-too-long", reason: "no line break within 65,536 characters" };
  return { ...place, code: "gzip-truncated", reason: reason ?? "the file ends early" };
}
