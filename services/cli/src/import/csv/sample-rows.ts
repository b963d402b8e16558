import { inputFault } from "../../exit-codes.ts";
import type { CliIo } from "../../io.ts";
import { cellsOfLines } from "../csv-cells.ts";
import { fileBytes } from "../file-bytes.ts";
import { type TextLine, textLines } from "../text-lines.ts";
import { columnsOf, type Columns } from "./columns.ts";
import { rowOf, tableOf } from "./read-rows.ts";
import type { CsvRequest } from "./request.ts";
import { type RowResult } from "./reading.ts";
import { rowTimes } from "./row-times.ts";

/** The first rows of a table, and what becomes of each. */
export interface CsvSample {
  readonly delimiter: string;
  /** Headings of columns of which nothing is made. */
  readonly leftOut: readonly string[];
  readonly rows: readonly SampledRow[];
}

export interface SampledRow extends RowResult {
  readonly line: number;
  readonly text: string;
}

/** Reads no more of the file than it needs. Throws `ProcessFault`s as the import does. */
export async function sampledRows(
  file: string,
  { request, most }: { readonly request: CsvRequest; readonly most: number },
  io: CliIo,
): Promise<CsvSample> {
  const [first, ...lines] = await firstLines(file, most + 1, io);
  if (first === undefined) throw inputFault(`${file} is empty`);
  const table = tableOf(file, first, { request, find: columnsOf });
  const times = rowTimes(request.zone, request.dates);
  const headings = cellsOfLines([first.text], table.delimiter)[0] ?? [];
  const used = columnsIn(table.columns);
  return {
    delimiter: table.delimiter,
    leftOut: headings.filter((_, index) => !used.has(index)).map((heading) => heading.trim()),
    rows: lines.map(({ number, text }) => ({
      line: number,
      text,
      ...rowOf(cellsOfLines([text], table.delimiter)[0] ?? null, text, { table, times }),
    })),
  };
}

async function firstLines(file: string, most: number, io: CliIo): Promise<readonly TextLine[]> {
  const lines: TextLine[] = [];
  for await (const batch of textLines(fileBytes(file, io))) {
    lines.push(...batch.filter(({ text }) => text.trim() !== ""));
    if (lines.length >= most) break;
  }
  return lines.slice(0, most);
}

function columnsIn({ time, operation, region, source, category, cells }: Columns): ReadonlySet<number> {
  const named = [time, operation, region, source, category].filter((index) => index !== null);
  const ofCells = cells.flatMap(({ service, streams }) => [
    ...("column" in service ? [service.column] : []),
    ...streams.flatMap(({ columns }) => columns.map(([, index]) => index)),
  ]);
  return new Set([...named, ...ofCells]);
}
