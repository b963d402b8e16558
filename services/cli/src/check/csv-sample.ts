import { printable } from "@tocsin/adapters/config";
import { counted } from "@tocsin/report/words";
import type { CsvReading } from "../import/csv/reading.ts";
import type { CsvRequest } from "../import/csv/request.ts";
import { type SampledRow, sampledRows } from "../import/csv/sample-rows.ts";
import { durationText } from "../import/duration.ts";
import type { CliIo } from "../io.ts";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import type { SampleReport } from "./sample.ts";

const sampledLines = 10;

/** Row by row and field by field what a mapping of columns makes of the first rows of a table, and what it leaves out. */
export async function csvSampleReport(file: string, request: CsvRequest, io: CliIo): Promise<SampleReport> {
  const { delimiter, leftOut, rows } = await sampledRows(file, { request, most: sampledLines }, io);
  const made = rows.reduce((sum, { readings }) => sum + readings.length, 0);
  const blocks = [
    paragraph(0, [
      span(`${printable(file)}: `, "strong"),
      `${counted(rows.length, "row")} looked at, ${delimiterWords[delimiter] ?? delimiter} between cells`,
    ]),
    paragraph(2, [intervalWords(request)]),
    ...rows.flatMap((row) => rowBlocks(row, request)),
    ...(leftOut.length === 0
      ? []
      : [
          paragraph(
            2,
            [`Left out: columns that the mapping does not name: ${printable(leftOut.join(", "))}`],
            4,
          ),
        ]),
  ];
  const verdict =
    made > 0
      ? paragraph(0, [
          span(`${counted(made, "message")} would come of ${counted(rows.length, "row")}.`, "good"),
        ])
      : paragraph(0, [span("Nothing would be used.", "alarm"), " See tocsin import csv --help."]);
  return { blocks: [...blocks, blank, verdict], useful: made > 0 };
}

const delimiterWords: Readonly<Record<string, string>> = {
  ",": "a comma",
  ";": "a semicolon",
  "\t": "a tab",
  "|": "a bar",
};

const intervalWords = ({ cadenceMs, stamp }: CsvRequest): string =>
  `Each time is the ${stamp} of its interval, which is ${
    cadenceMs === null
      ? "as long as most rows of a series lie apart (found out when all are read)"
      : `${durationText(cadenceMs)} long`
  }.`;

function rowBlocks({ line, text, readings, faults }: SampledRow, request: CsvRequest): readonly Block[] {
  return [
    paragraph(2, [span(`line ${line}`, "strong"), ` ${printable(text)}`], 4),
    ...readings.map((reading) => paragraph(4, [`→ ${printable(readingWords(reading, request))}`], 6)),
    ...faults.map(({ code, reason }) =>
      paragraph(4, [span("refused", "alarm"), ` ${code}: ${printable(reason)}`], 6),
    ),
    ...(readings.length + faults.length === 0
      ? [paragraph(4, ["→ nothing: none of its cells holds a value"], 6)]
      : []),
  ];
}

function readingWords({ at, stream, names, values }: CsvReading, { perSecond }: CsvRequest): string {
  const fields = Object.entries(values).map(([field, value]) => `${field} ${value}`);
  const who = Object.entries(names).map(([name, value]) => `${name} ${value as string}`);
  const rate = perSecond ? ", counts a second" : "";
  return `${stream} at ${new Date(at).toISOString()}: ${fields.join(", ")}${rate} of ${who.join(", ")}`;
}
