import { basename } from "node:path";
import { loadMapping } from "@tocsin/adapters/config";
import type { ImportMapping } from "@tocsin/contracts";
import type { ParsedArguments } from "../arguments/parse.ts";
import { exitCodes, inputFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { faultBlocks } from "../settings/faults.ts";
import { render } from "../terminal/paint.ts";
import { fileBytes } from "./file-bytes.ts";
import { type Histories, histories } from "./histories.ts";
import { readStatusCsv } from "./read-status-csv.ts";
import { type RejectsOut, rejectsOut } from "./rejects-out.ts";
import { rowNames } from "./row-names.ts";
import { type StatusCsvRequest, statusCsvRequest } from "./status-csv-request.ts";
import { importSummary } from "./status-csv-summary.ts";
import { bounds, writeRecording } from "./write-recording.ts";

/** Imports and tells what it did on standard error. Resolves with the exit code; throws `ProcessFault`s of code 2 and 3. */
export async function runStatusCsv(parsed: ParsedArguments, io: CliIo): Promise<number> {
  const request = statusCsvRequest(parsed);
  if (request.mapping === null) return await importFiles(request, null, io);
  const mapping = await loadMapping(request.mapping);
  if (mapping.kind === "loaded") return await importFiles(request, mapping.value, io);
  await write(io.stderr, render(faultBlocks(mapping.faults), io.stderr, io.env));
  return exitCodes.usage;
}

async function importFiles(
  request: StatusCsvRequest,
  mapping: ImportMapping | null,
  io: CliIo,
): Promise<number> {
  const { files, cadenceMs, holdMs } = request;
  const into = histories(rowNames(mapping), holdMs);
  const rejects = await rejectsOut(request.rejects, io);
  const read = await readAll(files, { into, rejects, io });
  const series = into.finish();
  if (series.length === 0) throw nothingUsable(files, rejects);
  const facts = { cadenceMs, holdMs, name: recordingName(files), ...bounds(series, cadenceMs) };
  const written = await writeRecording(series, facts, { out: request.out, io });
  await write(io.stderr, importSummary({ ...facts, ...read, ...written, series, rejects: rejects.counts() }));
  return exitCodes.done;
}

interface Reading {
  readonly into: Histories;
  readonly rejects: RejectsOut;
  readonly io: CliIo;
}

async function readAll(
  files: readonly string[],
  { into, rejects, io }: Reading,
): Promise<{ rows: number; refused: number; codesDropped: number }> {
  let [rows, refused, codesDropped] = [0, 0, 0];
  try {
    for (const file of files) {
      for await (const batch of readStatusCsv(file, fileBytes(file, io), into)) {
        rows += batch.rows;
        refused += batch.refused;
        codesDropped += batch.codesDropped;
        await rejects.add(file, batch.refusals);
      }
    }
  } finally {
    await rejects.close();
  }
  return { rows, refused, codesDropped };
}

function nothingUsable(files: readonly string[], rejects: RejectsOut): Error {
  const why = rejects.counts().map(([code, count]) => `${code} ${count}`);
  const hint =
    why.length === 0
      ? "The files hold no rows, or the mapping ignores them all."
      : `Refused: ${why.join(", ")}.`;
  return inputFault(`no row of ${files.join(", ")} could be used`, hint);
}

/** The file's name without its endings; the first of several. */
function recordingName(files: readonly string[]): string {
  return files[0] === "-"
    ? "stdin"
    : basename(files[0]!)
        .replace(/\.gz$/, "")
        .replace(/\.csv$/, "");
}
