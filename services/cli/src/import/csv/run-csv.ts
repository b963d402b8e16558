import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { ParsedArguments } from "../../arguments/parse.ts";
import { exitCodes, inputFault, usageFault } from "../../exit-codes.ts";
import { type CliIo, write } from "../../io.ts";
import { type Progress, progress } from "../../replay/progress.ts";
import { wallClock } from "../../replay/wall-clock.ts";
import { faultBlocks } from "../../settings/faults.ts";
import { render } from "../../terminal/paint.ts";
import { durationText } from "../duration.ts";
import { codesText } from "../rejected-words.ts";
import { type RejectsOut, rejectsOut } from "../rejects-out.ts";
import { textOut } from "../text-out.ts";
import { cadence, type Cadence } from "./cadence.ts";
import { csvSummary, type CsvFacts } from "./csv-summary.ts";
import type { CsvReading } from "./reading.ts";
import { loadCsvMapping, withMapping } from "./mapping-file.ts";
import { type CsvFile, readCsvFile } from "./read-rows.ts";
import { type CsvRequest, csvRequest } from "./request.ts";
import { type SortedReadings, sortedReadings } from "./sorted-readings.ts";
import type { EpochUnit } from "./times.ts";
import { type LineFacts, recordingLinesOf } from "./write-lines.ts";

/** How tables of a kind are read, and what becomes of their readings before they are written. */
export interface TableKind {
  readonly read: (file: string, chunks: AsyncIterable<Uint8Array>) => CsvFile;
  /** The readings in order of time, as they are to be written; what is to be told about them stands in `notes`. */
  readonly shaped?: (
    readings: AsyncIterable<readonly CsvReading[]>,
    intervalMs: number,
  ) => {
    readonly readings: AsyncIterable<readonly CsvReading[]>;
    readonly intervalMs: number;
    /** Whether something stands in the recording that nobody counted so. */
    readonly reconstructed: boolean;
    /** Asked when all were read. */
    readonly notes: () => readonly string[];
  };
}

/** `tocsin import csv`. */
export async function runCsv(parsed: ParsedArguments, io: CliIo): Promise<number> {
  const file = parsed.values.get("mapping");
  const mapping = file === undefined ? null : await loadCsvMapping(file);
  if (mapping?.kind === "faulty") {
    await write(io.stderr, render(faultBlocks(mapping.faults), io.stderr, io.env));
    return exitCodes.usage;
  }
  const request = csvRequest(mapping === null ? parsed : withMapping(parsed, mapping.value));
  return await importTable(request, { read: (file, chunks) => readCsvFile(file, chunks, request) }, io);
}

/** Imports and tells what it did on standard error. Resolves with the exit code; throws `ProcessFault`s of code 2 and 3. */
export async function importTable(request: CsvRequest, kind: TableKind, io: CliIo): Promise<number> {
  const shown = progress(io.stderr, wallClock(io.interrupted).nowMs, !request.quiet);
  const [sorted, gaps] = [sortedReadings(), cadence()];
  try {
    const rejects = await rejectsOut(request.rejects, io);
    const read = await readAndClose(request, { kind, sorted, gaps, rejects, shown, io });
    if (read.readings === 0) throw nothingUsable(request.files, rejects);
    const intervalMs = request.cadenceMs ?? learned(gaps);
    const shape = kind.shaped?.(sorted.inOrder(), intervalMs) ?? asRead(sorted.inOrder(), intervalMs);
    const written = await writeAll(request, shape, { io, shown });
    shown.clear();
    const facts = {
      ...read,
      ...written,
      intervalMs: shape.intervalMs,
      notes: shape.notes(),
      learned: request.cadenceMs === null,
      rejects: rejects.rejected(),
    };
    await write(io.stderr, csvSummary(facts));
    return exitCodes.done;
  } finally {
    shown.clear();
    await sorted.close();
  }
}

type Shape = ReturnType<NonNullable<TableKind["shaped"]>>;

const asRead = (readings: Shape["readings"], intervalMs: number): Shape => ({
  readings,
  intervalMs,
  reconstructed: false,
  notes: () => [],
});

interface Reading {
  readonly kind: TableKind;
  readonly sorted: SortedReadings;
  readonly gaps: Cadence;
  readonly rejects: RejectsOut;
  readonly shown: Progress;
  readonly io: CliIo;
}

type ReadFacts = Pick<CsvFacts, "rows" | "readings" | "units" | "twice">;

/** Reads all files; rejects stand in their file from then on, however it ended. */
async function readAndClose(request: CsvRequest, reading: Reading): Promise<ReadFacts> {
  try {
    return await readAll(request, reading);
  } finally {
    await reading.rejects.close();
  }
}

async function readAll(
  request: CsvRequest,
  { kind, sorted, gaps, rejects, shown, io }: Reading,
): Promise<ReadFacts> {
  const units = new Set<EpochUnit>();
  let [rows, readings, twice] = [0, 0, 0];
  const size = await sizeOf(request.files);
  let bytes = 0;
  for (const file of request.files) {
    const chunks = bytesOf(file, io, (length) => (bytes += length));
    const { batches, times } = kind.read(file, chunks);
    for await (const batch of batches) {
      rows += batch.rows;
      readings += batch.readings.length;
      for (const reading of batch.readings) {
        gaps.add(reading.series, reading.at);
        const slower = sorted.add(reading);
        if (slower !== undefined) await slower;
      }
      await rejects.add(file, batch.refusals);
      const eventTimeMs = batch.readings.at(-1)?.at ?? null;
      shown.at(() => ({ share: size === null ? null : bytes / size, events: rows, eventTimeMs }));
    }
    for (const unit of times().units) units.add(unit);
    twice += times().twice;
  }
  return { rows, readings, units: [...units], twice };
}

/** Bytes of all files; null where one of them flows by. */
async function sizeOf(files: readonly string[]): Promise<number | null> {
  try {
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch {
    return null;
  }
}

async function* bytesOf(file: string, io: CliIo, see: (length: number) => void): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of file === "-" ? io.stdin : createReadStream(file)) {
      io.interrupted?.throwIfAborted();
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Uint8Array);
      see(bytes.length);
      yield bytes;
    }
  } catch (error) {
    if (io.interrupted?.aborted === true || !isOfSystem(error)) throw error;
    throw inputFault(`cannot read ${file}: ${error.message}`, "Check the path and the permissions.");
  }
}

const isOfSystem = (error: unknown): error is Error => error instanceof Error && "syscall" in error;

const longestIntervalMs = 86_400_000;

function learned(gaps: Cadence): number {
  const usual = gaps.mostUsualMs();
  if (usual !== null && usual <= longestIntervalMs) return usual;
  throw usageFault(
    usual === null
      ? "no series has two rows, so the length of an interval cannot be found out"
      : `rows lie ${durationText(usual)} apart, and an interval has at most 24h`,
    "Say it with --cadence, such as --cadence 1m.",
  );
}

interface Writing {
  readonly io: CliIo;
  readonly shown: Progress;
}

/** Writes the header and every message; a file appears only when it is whole. */
async function writeAll(
  request: CsvRequest,
  { readings, intervalMs, reconstructed }: Shape,
  { io, shown }: Writing,
): Promise<LineFacts> {
  const out = await textOut(request.out, io);
  const lines = recordingLinesOf({ ...request, intervalMs });
  try {
    const name = recordingName(request.files);
    const provenance = reconstructed ? "reconstructed" : "recorded";
    await out.write(`${JSON.stringify({ tocsinRecording: 1, name, provenance })}\n`);
    for await (const batch of readings) {
      io.interrupted?.throwIfAborted();
      await out.write(batch.map(lines.of).join(""));
      const eventTimeMs = batch.at(-1)?.at ?? null;
      shown.at(() => ({ share: null, events: lines.facts.lines, eventTimeMs }));
    }
    await out.close();
  } catch (error) {
    await out.discard();
    throw error;
  }
  return lines.facts;
}

function nothingUsable(files: readonly string[], rejects: RejectsOut): Error {
  const first = rejects.first();
  const hint =
    first === null
      ? "The files hold no rows, or nothing is in the columns that were named."
      : `Refused: ${codesText(rejects.rejected())}. The first, in line ${first.line}: ${first.reason}.`;
  return inputFault(`no row of ${files.join(", ")} could be used`, hint);
}

/** The file's name without its endings; the first of several. */
function recordingName([first = "-"]: readonly string[]): string {
  return first === "-"
    ? "stdin"
    : basename(first)
        .replace(/\.gz$/, "")
        .replace(/\.(csv|tsv|txt|json|jsonl)$/, "");
}
