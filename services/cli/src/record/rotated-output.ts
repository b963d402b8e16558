import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { recordingLine } from "@tocsin/adapters/file";
import type { RecordingManifest } from "@tocsin/contracts";
import type { LogRecord } from "@tocsin/log";
import { usageFault } from "../exit-codes.ts";
import { damagedFile, readManifest, writeManifest } from "./manifest.ts";
import { type PackedFile, packedFile, type RecordingPacking } from "./packed-file.ts";
import type { PlaceToRecord } from "./recorded-place.ts";
import type { RecordingOutput } from "./recording-output.ts";
import { isNextFile, type Rotation } from "./rotation.ts";

export interface RotatedRecording {
  readonly folder: string;
  readonly rotation: Rotation;
  readonly packing: RecordingPacking;
  readonly best: boolean;
  /** The first line of each file. */
  readonly header: string;
  readonly places: readonly PlaceToRecord[];
  /** What an interrupted recording has left; null: there is none. */
  readonly begun: RecordingManifest | null;
}

/**
 * What an earlier recording has left in the folder, if it is to be gone on from; files that it did not finish are taken
 * away. Rejects a folder with a recording that is not to be gone on from, or with one that is not as it was written.
 */
export async function begunRecording(folder: string, isResumed: boolean): Promise<RecordingManifest | null> {
  const begun = await readManifest(folder);
  if (begun === null) return null;
  if (!isResumed)
    throw usageFault(`${folder} holds a recording already`, "Go on with --resume, or name another folder.");
  const damage = await damagedFile(folder, begun);
  if (damage !== null) throw usageFault(`the recording in ${folder} cannot be gone on with: ${damage}`);
  return begun;
}

/** The places from where a recording that was begun goes on: no message is left out, and none comes twice. */
export const goingOn = (
  places: readonly PlaceToRecord[],
  begun: RecordingManifest | null,
): readonly PlaceToRecord[] =>
  places.map((one) => {
    const next = begun?.next.find(
      ({ topic, partition }) => topic === one.place.topic && partition === one.place.partition,
    );
    return next === undefined ? one : { ...one, from: next.offset };
  });

interface OpenFile {
  readonly name: string;
  readonly file: PackedFile;
  readonly firstMs: number;
  lastMs: number;
  messages: number;
}

/**
 * Files one after another in a folder, each under its name only when it is whole, and then at once in the manifest, with
 * the offsets from which to go on. Killed at any moment it leaves whole files, and a manifest that knows of those it names.
 */
export async function rotatedOutput(recording: RotatedRecording): Promise<RecordingOutput> {
  const { folder, rotation, packing, best, header, places, begun } = recording;
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw usageFault(
      `cannot make the folder ${folder}: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  await clearUnfinished(folder, begun);
  const files = [...(begun?.files ?? [])];
  const next = new Map(places.map(({ place, from }) => [keyOf(place), { ...place, offset: from }]));
  let open: OpenFile | null = null;

  const manifest = (complete: boolean): RecordingManifest => ({
    tocsinManifest: 1,
    complete,
    files,
    next: [...next.values()],
  });

  async function begin(firstMs: number): Promise<OpenFile> {
    const name = `recording-${String(files.length + 1).padStart(6, "0")}.jsonl${endings[packing]}`;
    const file = await packedFile(join(folder, name), { packing, best, keepsPartial: false });
    await file.write(header);
    return { name, file, firstMs, lastMs: firstMs, messages: 0 };
  }

  async function end(complete: boolean): Promise<void> {
    if (open !== null) {
      const { name, file, firstMs, lastMs, messages } = open;
      const sum = await file.finish();
      open = null;
      const [from, to] = [firstMs, lastMs].map((ms) => new Date(ms).toISOString()) as [string, string];
      files.push({ file: name, ...sum, messages, from, to });
    }
    await writeManifest(folder, manifest(complete));
  }

  async function write(record: LogRecord): Promise<void> {
    const { timestampMs } = record;
    if (open !== null && isNextFile(rotation, { ...open, bytes: open.file.bytes() }, timestampMs))
      await end(false);
    open ??= await begin(timestampMs);
    await open.file.write(recordingLine(record));
    open.messages += 1;
    open.lastMs = Math.max(open.lastMs, timestampMs);
    const { topic, partition, offset } = record;
    next.set(keyOf(record), { topic, partition, offset: offset + 1 });
  }

  await writeManifest(folder, manifest(false));
  return {
    write,
    flush: async () => {},
    finish: end,
    discard: async () => await open?.file.discard(),
  };
}

const endings: Readonly<Record<RecordingPacking, string>> = { plain: "", gzip: ".gz", zstd: ".zst" };

const keyOf = ({ topic, partition }: { readonly topic: string; readonly partition: number }): string =>
  `${topic}/${partition}`;

/** Files of ours that no manifest names: a process was killed while it wrote them, and their messages come again. */
async function clearUnfinished(folder: string, begun: RecordingManifest | null): Promise<void> {
  const known = new Set(begun?.files.map(({ file }) => file));
  for (const name of await readdir(folder)) {
    const isOurs = /^recording-\d{6}\.jsonl(\.gz|\.zst)?(\.\d+\.partial)?$/.test(name);
    if (isOurs && !known.has(name)) await rm(join(folder, name), { force: true });
  }
}
