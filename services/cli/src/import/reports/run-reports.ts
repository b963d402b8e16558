import { counted } from "@tocsin/report/words";
import type { ParsedArguments } from "../../arguments/parse.ts";
import { usageFault } from "../../exit-codes.ts";
import type { CliIo } from "../../io.ts";
import type { CsvReading } from "../csv/reading.ts";
import { type CsvRequest, intervalOf, requestOf } from "../csv/request.ts";
import { importTable, type TableKind } from "../csv/run-csv.ts";
import { durationText } from "../duration.ts";
import { onceEach } from "./once-each.ts";
import { readReportsFile } from "./read-reports.ts";
import { spread } from "./spread.ts";

/** `tocsin import reports`. Resolves with the exit code; throws `ProcessFault`s of code 2 and 3. */
export async function runReports(parsed: ParsedArguments, io: CliIo): Promise<number> {
  const request = requestOf(parsed, "reports");
  if (request.service !== null && request.as !== null)
    throw usageFault("--service and --as say the same: name one of them");
  const partMs = intervalOf("spread", parsed.values.get("spread"));
  const kind: TableKind = {
    read: (file, chunks) => readReportsFile(file, chunks, request),
    shaped: (readings, intervalMs) => shaped(readings, { intervalMs, partMs, stamp: request.stamp }),
  };
  return await importTable(request, kind, io);
}

interface Lengths {
  readonly intervalMs: number;
  /** Null: each count stays one. */
  readonly partMs: number | null;
  readonly stamp: CsvRequest["stamp"];
}

type Shaped = NonNullable<TableKind["shaped"]>;

function shaped(read: Parameters<Shaped>[0], { intervalMs, partMs, stamp }: Lengths): ReturnType<Shaped> {
  let twice = 0;
  const once = onceEach(read, () => (twice += 1));
  const ofTwice = (): readonly string[] =>
    twice === 0
      ? []
      : [
          `${counted(twice, "count")} had the time and the service of another: the highest counts. Where they are parts of a whole, name what tells them apart: --category, --region, --operation or --source`,
        ];
  if (partMs === null) return { readings: once, intervalMs, reconstructed: false, notes: ofTwice };
  const parts = intervalMs / partMs;
  if (!Number.isInteger(parts) || parts < 2)
    throw usageFault(
      `--spread ${durationText(partMs)} does not divide the intervals, which are ${durationText(intervalMs)} long`,
      "Say a length that fits in a whole number of times, or leave it out: long intervals are judged as they are.",
    );
  const early = durationText(intervalMs - partMs);
  return {
    readings: spread(stamped(once, stamp === "end" ? partMs - intervalMs : 0), parts, partMs),
    intervalMs: partMs,
    reconstructed: true,
    notes: () => [
      ...ofTwice(),
      `spread: each count of ${durationText(intervalMs)} stands in equal parts over its ${parts} intervals of ${durationText(partMs)}, and the recording says that it is reconstructed`,
      `the parts arrive as if they had been known at once: a replay tells of reports up to ${early} earlier than anybody could have, and when in an interval they began is not known`,
    ],
  };
}

/** The same readings, their times moved, so that those stamped at their end begin where their first part ends. */
async function* stamped(batches: Parameters<Shaped>[0], byMs: number): AsyncGenerator<readonly CsvReading[]> {
  for await (const batch of batches)
    yield byMs === 0 ? batch : batch.map((reading) => ({ ...reading, at: reading.at + byMs }));
}
