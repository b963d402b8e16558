import { recordingHeader } from "@tocsin/adapters/file";
import type { RecordingManifest } from "@tocsin/contracts";
import type { Log, LogPlace } from "@tocsin/log";
import { counted } from "@tocsin/report/words";
import { countsIfThere } from "../cluster/counts-if-there.ts";
import { type OpenCluster, withCluster } from "../cluster/with-cluster.ts";
import { exitCodes } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { progress } from "../replay/progress.ts";
import { wallClock } from "../replay/wall-clock.ts";
import { mergedRecords } from "./merged-records.ts";
import { type Losses, type PlaceToRecord, type RecordedPlace, recordedPlace } from "./recorded-place.ts";
import { fileOutput, type RecordingOutput, standardOutput } from "./recording-output.ts";
import type { RecordRequest } from "./request.ts";
import { begunRecording, goingOn, rotatedOutput } from "./rotated-output.ts";

/**
 * `tocsin record`: writes what topics hold as a recording. Resolves with the exit code, or rejects with a `ProcessFault`.
 * A file appears under its name only when it is whole; an interruption makes it whole with what was read.
 */
export async function runRecord(request: RecordRequest, io: CliIo): Promise<number> {
  return await withCluster(request.configFile, io, async (cluster) => {
    const losses: Losses = { undecodable: 0, deleted: 0 };
    const begun =
      request.rotation === null || request.outFile === null
        ? null
        : await begunRecording(request.outFile, request.resume);
    const places = goingOn(await placesOf(request, cluster), begun);
    const output = await outputOf({ request, io }, places, begun);
    const recorded = places.map((place) => recordedPlace(cluster.log, place, losses));
    const isCut = (): boolean => io.interrupted?.aborted === true && request.until.kind !== "forever";
    const close = (): void => void closeAll(recorded);
    io.interrupted?.addEventListener("abort", close, { once: true });
    try {
      const count = await recordAll({ request, io, log: cluster.log, recorded, output });
      await output.finish(!isCut());
      await tell({ count, losses, isPartial: isCut() }, { request, io });
    } finally {
      io.interrupted?.removeEventListener("abort", close);
      await closeAll(recorded);
      await output.discard();
    }
    return isCut() ? exitCodes.interrupted : exitCodes.done;
  });
}

async function outputOf(
  { request, io }: Told,
  places: readonly PlaceToRecord[],
  begun: RecordingManifest | null,
): Promise<RecordingOutput> {
  const { outFile, rotation, best, name, provenance, packing } = request;
  const header = recordingHeader({
    ...(name === null ? {} : { name }),
    ...(provenance === null ? {} : { provenance }),
  });
  if (outFile === null) return standardOutput(io, header);
  if (rotation === null) return await fileOutput(outFile, header, best);
  return await rotatedOutput({ folder: outFile, rotation, packing, best, header, places, begun });
}

async function closeAll(recorded: readonly RecordedPlace[]): Promise<void> {
  await Promise.all(recorded.map(async (place) => await place.close()));
}

async function placesOf(
  { topics, from, until }: RecordRequest,
  { log, configuration }: OpenCluster,
): Promise<readonly PlaceToRecord[]> {
  const { errorRate, deliveryLatency, reportVolume, commands } = configuration.topics;
  const wanted = topics.length > 0 ? topics : [errorRate, deliveryLatency, reportVolume];
  const optional = topics.length > 0 ? [] : [commands];
  const counts = new Map([...(await log.partitionCounts(wanted)), ...(await countsIfThere(log, optional))]);
  const places = [...counts].flatMap(([topic, count]) =>
    Array.from({ length: count }, (_, partition) => ({ topic, partition })),
  );
  return await Promise.all(
    places.map(async (place): Promise<PlaceToRecord> => {
      const { first, end } = await log.span(place);
      // What was told long before may hold: planned work has no end until somebody ends it.
      const isWhole = from.kind === "earliest" || optional.includes(place.topic);
      const start = isWhole ? first : await log.offsetAt(place, from.timeMs);
      return { place, from: start, to: until.kind === "now" ? end : null };
    }),
  );
}

interface Recording {
  readonly request: RecordRequest;
  readonly io: CliIo;
  readonly log: Log;
  readonly recorded: readonly RecordedPlace[];
  readonly output: RecordingOutput;
}

/** Gives how many messages were written. */
async function recordAll({ request, io, log, recorded, output }: Recording): Promise<number> {
  const { until, outFile, quiet } = request;
  const shown = progress(io.stderr, wallClock(io.interrupted).nowMs, !quiet && outFile !== null);
  const stopped = (): boolean => io.interrupted?.aborted === true;
  const setEnds = endSetter(log, recorded, until);
  let events = 0;
  try {
    for await (const records of mergedRecords(recorded, stopped, setEnds)) {
      for (const record of records) {
        const busy = output.write(record);
        if (busy !== undefined) await busy;
        events += 1;
        shown.at(() => ({ share: null, events, eventTimeMs: record.timestampMs }));
      }
      await output.flush();
    }
  } finally {
    shown.clear();
  }
  return events;
}

/** With `--until TIME` the ends are known once that time is past; until then there is no end. */
function endSetter(
  log: Log,
  recorded: readonly RecordedPlace[],
  until: RecordRequest["until"],
): () => Promise<void> {
  let isSet = until.kind !== "time";
  return async () => {
    if (isSet || until.kind !== "time" || Date.now() < until.timeMs) return;
    const endOf = async (place: LogPlace): Promise<number> => await log.offsetAt(place, until.timeMs);
    const ends = await Promise.all(recorded.map(async ({ place }) => await endOf(place)));
    for (const [at, place] of recorded.entries()) place.endAt(ends[at] as number);
    isSet = true;
  };
}

interface Told {
  readonly request: RecordRequest;
  readonly io: CliIo;
}

interface Outcome {
  readonly count: number;
  readonly losses: Losses;
  /** It was interrupted before the end that was asked for. */
  readonly isPartial: boolean;
}

async function tell({ count, losses, isPartial }: Outcome, { request, io }: Told): Promise<void> {
  if (losses.deleted > 0) {
    await write(
      io.stderr,
      `tocsin: ${counted(losses.deleted, "offset")} were deleted before they were read\n`,
    );
  }
  if (losses.undecodable > 0) {
    await write(
      io.stderr,
      `tocsin: ${counted(losses.undecodable, "offset")} stand in batches that cannot be decoded, and are left out\n`,
    );
  }
  if (request.quiet) return;
  const where = request.outFile === null ? "" : ` into ${request.outFile}`;
  const end = isPartial ? ". The recording is partial: it was interrupted before its end." : ".";
  const how = isPartial && request.rotation !== null ? " Go on with --resume." : "";
  await write(io.stderr, `Recorded ${counted(count, "message")}${where}${end}${how}\n`);
}
