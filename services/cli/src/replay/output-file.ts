import { open, rename, rm } from "node:fs/promises";
import type { TransformOptions, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { createGzip, type ZlibOptions } from "node:zlib";
import { unwritable } from "../disk-fault.ts";

/**
 * A file that appears under its name only when it is whole: until then it is `NAME.PID.partial`.
 * `write` gives a promise when the disk is slower than we are; awaiting it bounds memory.
 */
export interface OutputFile {
  readonly path: string;
  readonly write: (text: string) => Promise<void> | undefined;
  /** Writes out what is left; rejects when the disk refused anything, and has taken all of it away then. */
  readonly close: () => Promise<void>;
  /** Gives the closed file its name. */
  readonly publish: () => Promise<void>;
  /** Takes away what was written, at any time; never rejects. */
  readonly discard: () => Promise<void>;
}

/**
 * Level 1 is several times faster than the default and costs a fifth more bytes. zlib writes a time stamp of 0. Two
 * megabytes may wait to be packed, and what is packed is handed on in large pieces: with less the replay and the packing,
 * which has a thread of its own, would wait for each other in turns.
 */
const packing: ZlibOptions & TransformOptions = {
  level: 1,
  writableHighWaterMark: 2_097_152,
  chunkSize: 131_072,
};

/** Text is gathered to pieces of this size, so that a short line does not cost a call to the stream. */
const pieceLength = 65_536;

/** Opens the file. Here and later, what the disk refuses is a `ProcessFault` of code 2. */
export async function outputFile(path: string, format: "plain" | "gzip"): Promise<OutputFile> {
  const partialPath = `${path}.${process.pid}.partial`;
  const handle = await open(partialPath, "w").catch((error: unknown) => {
    throw unwritable(path, error);
  });
  const disk = handle.createWriteStream();
  const top: Writable = format === "gzip" ? createGzip(packing) : disk;
  if (top !== disk) top.pipe(disk);
  const settled = finished(disk).catch((error: unknown) => {
    throw unwritable(path, error);
  });
  settled.catch(() => undefined);
  let piece = "";
  const flush = (): Promise<void> | undefined => {
    const text = piece;
    piece = "";
    if (text === "" || top.write(text)) return undefined;
    return Promise.race([drained(top), settled]);
  };
  const discard = async (): Promise<void> => {
    top.destroy();
    disk.destroy();
    await settled.catch(() => undefined);
    await rm(partialPath, { force: true }).catch(() => undefined);
  };
  return {
    path,
    write: (text) => {
      piece += text;
      return piece.length < pieceLength ? undefined : flush();
    },
    close: async () => {
      try {
        await flush();
        top.end();
        await settled;
      } catch (error) {
        await discard();
        throw error;
      }
    },
    publish: async () => {
      await rename(partialPath, path).catch((error: unknown) => {
        throw unwritable(path, error);
      });
    },
    discard,
  };
}

const drained = async (stream: Writable): Promise<void> =>
  await new Promise((resolve) => {
    stream.once("drain", resolve);
  });
