import { basename, resolve } from "node:path";
import { loadMapping } from "@tocsin/adapters/config";
import type { ImportMapping } from "@tocsin/contracts";
import type { ParsedArguments } from "../arguments/parse.ts";
import { exitCodes, inputFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { type Progress, progress } from "../replay/progress.ts";
import { wallClock } from "../replay/wall-clock.ts";
import { faultBlocks } from "../settings/faults.ts";
import { render } from "../terminal/paint.ts";
import { type Histories, histories } from "./histories.ts";
import { emptyBatch, type RowBatch, type StatusKind } from "./monitors/status-kind.ts";
import { codesText } from "./rejected-words.ts";
import { type RejectsOut, rejectsOut } from "./rejects-out.ts";
import { rowNames } from "./row-names.ts";
import { type StatusRequest, statusRequest } from "./status-request.ts";
import { importSummary } from "./status-summary.ts";
import { bounds, writeRecording } from "./write-recording.ts";

/** Imports and tells what it did on standard error. Resolves with the exit code; throws `ProcessFault`s of code 2 and 3. */
export async function runStatus(kind: StatusKind, parsed: ParsedArguments, io: CliIo): Promise<number> {
  const request = statusRequest(kind, parsed);
  if (request.mapping === null) return await importFiles(kind, { request, mapping: null }, io);
  const mapping = await loadMapping(request.mapping);
  if (mapping.kind === "loaded") return await importFiles(kind, { request, mapping: mapping.value }, io);
  await write(io.stderr, render(faultBlocks(mapping.faults), io.stderr, io.env));
  return exitCodes.usage;
}

interface Asked {
  readonly request: StatusRequest;
  readonly mapping: ImportMapping | null;
}

async function importFiles(kind: StatusKind, { request, mapping }: Asked, io: CliIo): Promise<number> {
  const { files, cadenceMs, holdMs } = request;
  const into = histories(rowNames(mapping), holdMs);
  const rejects = await rejectsOut(request.rejects, io);
  const shown = progress(io.stderr, wallClock(io.interrupted).nowMs, !request.quiet);
  try {
    const read = await readAll(kind, files, { into, rejects, shown, io });
    const series = into.finish();
    if (series.length === 0) throw nothingUsable(files, rejects);
    const name = recordingName(files);
    const facts = { cadenceMs, holdMs, name, note: kind.note, ...bounds(series, cadenceMs) };
    const written = await writeRecording(series, facts, { out: request.out, io });
    shown.clear();
    await write(
      io.stderr,
      importSummary({ ...facts, ...read, ...written, series, rejects: rejects.rejected() }),
    );
    return exitCodes.done;
  } finally {
    shown.clear();
  }
}

interface Reading {
  readonly into: Histories;
  readonly rejects: RejectsOut;
  readonly shown: Progress;
  readonly io: CliIo;
}

async function readAll(
  kind: StatusKind,
  files: readonly string[],
  { into, rejects, shown, io }: Reading,
): Promise<RowBatch> {
  let sum: RowBatch = emptyBatch;
  try {
    for (const file of files) {
      for await (const batch of kind.read(file, into, io)) {
        io.interrupted?.throwIfAborted();
        sum = added(sum, batch);
        await rejects.add(file, batch.refusals);
        const { rows } = sum;
        shown.at(() => ({ share: null, events: rows, eventTimeMs: null }));
      }
    }
  } finally {
    await rejects.close();
  }
  return sum;
}

const added = (sum: RowBatch, { rows, refused, unknown, codesDropped, notes }: RowBatch): RowBatch => ({
  rows: sum.rows + rows,
  refused: sum.refused + refused,
  unknown: sum.unknown + unknown,
  codesDropped: sum.codesDropped + codesDropped,
  refusals: [],
  notes: [...sum.notes, ...notes],
});

function nothingUsable(files: readonly string[], rejects: RejectsOut): Error {
  const first = rejects.first();
  const hint =
    first === null
      ? "The files hold no rows, or the mapping ignores them all."
      : `Refused: ${codesText(rejects.rejected())}. The first, in line ${first.line}: ${first.reason}.`;
  return inputFault(`no row of ${files.join(", ")} could be used`, hint);
}

/** The name of the file or folder without its endings; the first of several. */
function recordingName([first = "-"]: readonly string[]): string {
  return first === "-"
    ? "stdin"
    : basename(resolve(first))
        .replace(/\.gz$/, "")
        .replace(/\.(csv|db|json|sqlite3?)$/, "");
}
