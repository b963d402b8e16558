import { basename } from "node:path";
import { loadTelemetryMapping } from "@tocsin/adapters/config";
import type { TelemetryMapping } from "@tocsin/contracts";
import { type Decoder, decoderFor, type Format, type TimedReading } from "@tocsin/formats";
import type { ParsedArguments } from "../arguments/parse.ts";
import { exitCodes, inputFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { faultBlocks } from "../settings/faults.ts";
import { render } from "../terminal/paint.ts";
import { fileBytes } from "./file-bytes.ts";
import { unpacked, type Unpacking } from "./gunzipped.ts";
import { longestMessage, type Pieces } from "./message-pieces.ts";
import { presetMapping } from "./metrics-mapping.ts";
import { type MetricsRequest, metricsRequest } from "./metrics-request.ts";
import { metricsTally, type MetricsTally } from "./metrics-tally.ts";
import { readingLine, telemetryHeader } from "./reading-lines.ts";
import { lookedAtBytes, readsInstead } from "./recognised.ts";
import { type RejectsOut, rejectsOut } from "./rejects-out.ts";
import { textOut } from "./text-out.ts";

/** A kind of `tocsin import` for metrics of other tools. */
export interface MetricsKind {
  readonly name: "otlp" | "prometheus" | "openmetrics" | "influx" | "telegraf";
  readonly pieces: Pieces;
}

/** OTLP files hold either of two forms, which their first bytes tell. */
const formatOf = (kind: MetricsKind["name"]): Format | "auto" => (kind === "otlp" ? "auto" : kind);

/** A file is read once and its memory given back, so that more is kept than a worker may keep. */
const limits = { maxMessageBytes: longestMessage, maxSeries: 200_000, maxIntervals: 3_000_000 };

/** Resolves with the exit code; throws `ProcessFault`s of code 2 and 3. */
export async function runMetrics(kind: MetricsKind, parsed: ParsedArguments, io: CliIo): Promise<number> {
  const request = metricsRequest(kind.name, parsed);
  if (request.mapping === null) {
    const mapping = request.preset === null ? null : presetMapping(request.preset);
    return await importMetrics(kind, { request, mapping }, io);
  }
  const loaded = await loadTelemetryMapping(request.mapping);
  if (loaded.kind === "loaded") return await importMetrics(kind, { request, mapping: loaded.value }, io);
  await write(io.stderr, render(faultBlocks(loaded.faults), io.stderr, io.env));
  return exitCodes.usage;
}

interface Asked {
  readonly request: MetricsRequest;
  readonly mapping: TelemetryMapping | null;
}

async function importMetrics(kind: MetricsKind, { request, mapping }: Asked, io: CliIo): Promise<number> {
  const decoder = decoderFor(formatOf(kind.name), mapping, { limits });
  const tally = metricsTally();
  const rejects = await rejectsOut(request.rejects, io);
  try {
    for (const file of request.files) await readFile(file, kind, { decoder, tally, rejects, io });
    await writeReadings(request, { decoder, tally, rejects, io });
  } finally {
    await rejects.close();
  }
  await write(io.stderr, tally.summary(decoder.leftOut()));
  return exitCodes.done;
}

interface Work {
  readonly decoder: Decoder;
  readonly tally: MetricsTally;
  readonly rejects: RejectsOut;
  readonly io: CliIo;
}

async function readFile(
  file: string,
  kind: MetricsKind,
  { decoder, tally, rejects, io }: Work,
): Promise<void> {
  const unpacking: Unpacking = { damage: null };
  let instead: string | null | undefined;
  for await (const { line, bytes } of kind.pieces(unpacked(fileBytes(file, io), unpacking))) {
    instead ??= readsInstead(file, bytes.subarray(0, lookedAtBytes), kind.name);
    const { refused, used } = decoder.take(bytes);
    tally.took(used);
    await refuse(file, refused, { line, tally, rejects });
    // What is of another kind is not read to its end: nothing of it could be used.
    if (instead !== null && used === 0)
      throw inputFault(`${file} is nothing that import ${kind.name} reads`, instead);
  }
  if (unpacking.damage === null) return;
  const damaged = { code: "gzip-truncated", reason: unpacking.damage, subject: file, count: 1 } as const;
  await refuse(file, [damaged], { line: 1, tally, rejects });
}

async function refuse(
  file: string,
  refused: ReturnType<Decoder["take"]>["refused"],
  { line, tally, rejects }: { readonly line: number } & Pick<Work, "tally" | "rejects">,
): Promise<void> {
  tally.refused(refused);
  const lines = refused.map(({ code, reason, count }) => {
    const often = count === 1 ? reason : `${reason} (${count} times)`;
    return { code, reason: often, line, raw: "" };
  });
  await rejects.add(file, lines);
}

const dayMs = 86_400_000;

/** Day by day, so that the readings of months are not all made before the first is written. */
async function writeReadings({ files, out }: MetricsRequest, work: Work): Promise<void> {
  const { decoder, tally, io } = work;
  const fromMs = decoder.earliestMs();
  if (fromMs === null) throw nothingUsable(files, work);
  const recording = await textOut(out, io);
  try {
    await recording.write(telemetryHeader(recordingName(files)));
    for (let start: number | null = fromMs; start !== null; start = decoder.earliestMs()) {
      const { readings, refused } = decoder.close(start + dayMs);
      await refuse(files[0]!, refused, { line: 1, ...work });
      await recording.write(readings.map((reading) => counted(reading, tally)).join(""));
      io.interrupted?.throwIfAborted();
    }
    if (tally.readings() === 0) throw nothingUsable(files, work);
    await recording.close();
  } catch (error) {
    await recording.discard();
    throw error;
  }
}

function counted(reading: TimedReading, tally: MetricsTally): string {
  const offset = tally.readings();
  tally.wrote(reading);
  return readingLine(reading, offset);
}

function nothingUsable(files: readonly string[], { decoder, tally }: Work): Error {
  return inputFault(`no reading could be made of ${files.join(", ")}`, tally.whyNone(decoder.leftOut()));
}

/** The file's name without its endings; the first of several. */
const recordingName = (files: readonly string[]): string =>
  files[0] === "-"
    ? "stdin"
    : basename(files[0]!)
        .replace(/\.gz$/, "")
        .replace(/\.\w+$/, "");
