import { gzipSync } from "node:zlib";
import { ProcessFault } from "@tocsin/adapters/process";
import { parseCommandLine } from "../../../services/cli/src/arguments/parse.ts";
import { csvCommand } from "../../../services/cli/src/import/csv/csv.ts";
import { readCsvFile } from "../../../services/cli/src/import/csv/read-rows.ts";
import { csvRequest } from "../../../services/cli/src/import/csv/request.ts";
import { recordingLinesOf } from "../../../services/cli/src/import/csv/write-lines.ts";
import { histories } from "../../../services/cli/src/import/histories.ts";
import {
  jsonLines,
  lineBatches,
  otlpMessages,
  type Pieces,
} from "../../../services/cli/src/import/message-pieces.ts";
import { readStatusCsv } from "../../../services/cli/src/import/read-status-csv.ts";
import { rowNames } from "../../../services/cli/src/import/row-names.ts";
import { breedBytes } from "../inputs/breed-bytes.ts";
import { breedText } from "../inputs/breed-text.ts";
import { allFinite, bytesOf, type Parser, promise } from "./parser.ts";

async function* piecesOf(input: Uint8Array): AsyncGenerator<Uint8Array> {
  const third = Math.floor(input.length / 3);
  yield input.subarray(0, third);
  yield input.subarray(third);
}

const csvWords = [
  "time",
  "service",
  "requests",
  "errors",
  "p95",
  "delivered",
  "reports",
  "up",
  "DOWN",
  "UP",
  "N/A",
  "12 %",
  "2021-10-04 15:40",
  "2021-10-31 02:30",
  "04.10.2021 15:40:00",
  "4/10/2021 3:40 PM",
  "1633361940",
  "1.234,5",
  "1,234.5",
  "1e3",
  "-5",
  "5 ms",
  "2s",
  "99.9%",
  "503",
  '"a ""b"""',
  "\u{FEFF}",
];

const tables = [
  "time,service,requests,errors\n2021-10-04T15:40:00Z,a,10,1\n2021-10-04T15:41:00Z,a,12,\n",
  "Time;Service;Requests;Errors\r\n04.10.2021 15:40;a;1.000,5;1\r\n04.10.2021 15:41;b;7;N/A\r\n",
  "time,service,up\n1633361940,a,UP\n1633362000,a,503\n1633362060000,a,false\n",
  'time\tservice\tdelivered\tp95\n2021-10-31 02:30,"a\tb",5,12 ms\n2021-10-31 02:30,a,6,2s\n',
  "time,a_requests,a_errors,b_requests,b_errors\n2021-10-04T15:40:00Z,1,0,2,0\n",
];

/** Every kind of measure, and a zone in which an hour comes twice. */
const requests = [
  ["--requests", "requests", "--errors", "errors", "--zone", "Europe/Berlin", "--dates", "dmy"],
  ["--up", "up", "--zone", "UTC"],
  ["--delivered", "delivered", "--p95", "p95", "--zone", "America/New_York"],
  ["--wide", "requests,errors", "--stamp", "end", "--per-second"],
].map((argv) => csvRequest(parseCommandLine(["f.csv", ...argv], csvCommand)));

const csv: Parser = {
  name: "csv",
  seeds: [
    ...tables.flatMap((table) => requests.map((_, spaces) => bytesOf(`${table}${"\n".repeat(spaces)}`))),
    gzipSync(tables[0]!),
    Buffer.from(`\u{FEFF}${tables[0]}`, "utf16le"),
  ],
  breeds: [breedText(csvWords), breedText(csvWords), breedText(csvWords), breedBytes],
  parse: async (input) => {
    const codes: string[] = [];
    // One way a time; which one follows from the input alone.
    const request = requests[input.length % requests.length]!;
    const lines = recordingLinesOf({ ...request, intervalMs: 60_000 });
    try {
      for await (const { readings, refusals } of readCsvFile("f.csv", piecesOf(input), request).batches) {
        codes.push(...refusals.map(({ code }) => code));
        for (const reading of readings) {
          allFinite(reading, "a row");
          const { payload } = JSON.parse(lines.of(reading)) as { readonly payload: string };
          const values = Object.values(JSON.parse(payload) as Readonly<Record<string, unknown>>);
          // What is no number is written as null.
          promise(!values.includes(null), "a line holds numbers");
        }
      }
    } catch (error) {
      if (!(error instanceof ProcessFault)) throw error;
    }
    return codes;
  },
};

const statusCsv: Parser = {
  name: "status-csv",
  seeds: [
    bytesOf(
      "timestamp_iso,monitor,service,up,http_code,latency_ms\n2021-10-04T15:40:00Z,m,a,1,200,5\n2021-10-04T15:45:00Z,m,a,0,503,\n2021-10-04T15:40:00Z,n,b/c,1,,7\n",
    ),
  ],
  breeds: [breedText(csvWords), breedText(csvWords), breedBytes],
  parse: async (input) => {
    const codes: string[] = [];
    const into = histories(rowNames(null), 900_000);
    try {
      for await (const { refusals } of readStatusCsv("f.csv", piecesOf(input), into))
        codes.push(...refusals.map(({ code }) => code));
      into.finish();
    } catch (error) {
      if (!(error instanceof ProcessFault)) throw error;
    }
    return codes;
  },
};

const message = Buffer.from("0a020a00", "hex");
const size = Buffer.alloc(4);
size.writeUInt32BE(message.length);
const cutters: readonly Pieces[] = [otlpMessages, jsonLines, lineBatches];

/** However a file is cut into messages, no byte of it comes twice. */
const pieces: Parser = {
  name: "message-pieces",
  seeds: [
    bytesOf('{"resourceMetrics":[]}\n{"resourceMetrics":[]}\n'),
    bytesOf('{\n  "resourceMetrics": []\n}\n'),
    Buffer.concat([size, message, size, message]),
    message,
    bytesOf("a 1 2\nb 2 3\n"),
  ],
  breeds: [breedText(["{", "}", '{"resourceMetrics":[]}']), breedBytes],
  parse: async (input) => {
    for (const cut of cutters) {
      let length = 0;
      for await (const { bytes } of cut(piecesOf(input))) length += bytes.length;
      promise(length <= input.length, "no byte comes twice");
    }
    return [];
  },
};

export const importParsers: readonly Parser[] = [csv, statusCsv, pieces];
