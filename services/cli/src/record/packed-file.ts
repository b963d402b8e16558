import { createHash } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { promisify } from "node:util";
import { constants, gzip, zstdCompress } from "node:zlib";
import { fullDiskWords, unwritable } from "../disk-fault.ts";

export type RecordingPacking = "plain" | "gzip" | "zstd";

/** By the end of the name. */
export function packingOf(path: string): RecordingPacking {
  if (path.endsWith(".gz")) return "gzip";
  return path.endsWith(".zst") ? "zstd" : "plain";
}

/** What a finished file is known by. */
export interface FileSum {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * A recording on disk, under its name once it is whole; until then it is `NAME.PID.partial`. It is packed in pieces of
 * bounded size, each of which is a gzip member or a zstd frame by itself: plain `gzip` and `zstd` unpack them one after
 * another, and whatever breaks off later leaves those before readable.
 */
export interface PackedFile {
  /** A promise where a piece is packed and written; await it before the next call. */
  readonly write: (line: string) => Promise<void> | undefined;
  /** Bytes on disk so far. */
  readonly bytes: () => number;
  /** Writes what is left, sees it onto the disk and gives the file its name. */
  readonly finish: () => Promise<FileSum>;
  /** Takes away what was not finished and is not kept; never rejects. */
  readonly discard: () => Promise<void>;
}

/** Text is gathered to pieces of so many characters: what a reader must hold at once, and enough for packing. */
const pieceLength = 4 * 1_048_576;
/** Plain text needs no large pieces. */
const plainLength = 65_536;

/**
 * Compared on 67,000 messages of telemetry: level 9 of zstd takes 15.9 bytes a message and packs 180,000 of them a second on
 * one core (level 3: 22.1 bytes); level 19 takes 13.6 bytes (12.6 where few services report) and about ninety times as long.
 * What is left are digits of offsets, times and counts, which nothing before foretells: pieces of 16 MiB instead of 4 take as
 * many bytes, as do level 22 and a longer window; `xz -9e` takes 12.5 (11.6) with a coder that zstd has not, and what is faster than
 * level 19 takes 14 or more. With `ts` and `offset` at the end of a line it is 4 % less, but lines are as `kcat -J` prints them.
 */
const levels = { zstd: { usual: 9, best: 19 }, gzip: { usual: 1, best: 9 } } as const;

const packGzip = promisify(gzip);
const packZstd = promisify(zstdCompress);

export interface PackedFileOptions {
  readonly packing: RecordingPacking;
  readonly best: boolean;
  /**
   * Where the disk is full, what was whole by then stays under the name of what is unfinished. Of a rotation nothing does:
   * it goes on behind the file before.
   */
  readonly keepsPartial: boolean;
}

/** Opens the file. Here and later, what the disk refuses is a `ProcessFault` of code 2. */
export async function packedFile(
  path: string,
  { packing, best, keepsPartial }: PackedFileOptions,
): Promise<PackedFile> {
  const partialPath = `${path}.${process.pid}.partial`;
  const handle = await open(partialPath, "w").catch((error: unknown) => {
    throw unwritable(path, error);
  });
  const hash = createHash("sha256");
  let text = "";
  let bytes = 0;
  let [isClosed, isKept] = [false, false];
  const longest = packing === "plain" ? plainLength : pieceLength;

  async function writeOut(): Promise<void> {
    if (text === "") return;
    const piece = text;
    text = "";
    const packed = await packedPiece(piece, packing, best);
    try {
      await writeWhole(handle, packed);
    } catch (error) {
      throw unwritable(path, error, await leftOf(error));
    }
    hash.update(packed);
    bytes += packed.length;
  }

  /** Hours of recording may stand in it, which the topics no longer hold: whole pieces stay where the disk is full. */
  async function leftOf(error: unknown): Promise<string | undefined> {
    if (!keepsPartial) return "The files before it are whole, and --resume goes on behind them.";
    if (bytes === 0 || fullDiskWords(error) === null) return undefined;
    try {
      await handle.truncate(bytes);
      await handle.close();
    } catch {
      return undefined;
    }
    isClosed = true;
    isKept = true;
    return `What was recorded until then is whole and readable in ${partialPath}, ${bytes} bytes.`;
  }

  return {
    write: (line) => {
      text += `${line}\n`;
      return text.length < longest ? undefined : writeOut();
    },
    bytes: () => bytes,
    async finish() {
      await writeOut();
      try {
        await handle.sync();
        await handle.close();
        isClosed = true;
        await rename(partialPath, path);
      } catch (error) {
        throw unwritable(path, error);
      }
      return { bytes, sha256: hash.digest("hex") };
    },
    async discard() {
      if (!isClosed) await handle.close().catch(() => undefined);
      if (!isKept) await rm(partialPath, { force: true }).catch(() => undefined);
    },
  };
}

async function packedPiece(text: string, packing: RecordingPacking, best: boolean): Promise<Uint8Array> {
  const plain = Buffer.from(text, "utf8");
  if (packing === "plain") return plain;
  if (packing === "gzip") return await packGzip(plain, { level: levels.gzip[best ? "best" : "usual"] });
  return await packZstd(plain, {
    params: {
      [constants.ZSTD_c_compressionLevel]: levels.zstd[best ? "best" : "usual"],
      [constants.ZSTD_c_checksumFlag]: 1,
    },
  });
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
}
