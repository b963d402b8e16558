import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";

/** Lines are handed to the compressor in blocks of about so many characters, all of them ASCII. */
const blockLength = 256 * 1024;

export interface WriteOptions {
  /** Called after each block with the number of lines so far. */
  readonly onProgress?: (lines: number) => void;
  readonly signal?: AbortSignal;
}

/** What a recording is called until it is complete. */
export const unfinishedPath = (path: string): string => `${path}.unfinished`;

/**
 * Writes lines to `path`, gzipped when it ends in `.gz`; folders are made. The file appears under its name when it is
 * complete, and not at all when writing fails or is aborted.
 * @returns the number of lines.
 * @throws the file system's error, or an AbortError.
 */
export async function writeRecording(
  lines: Iterable<string>,
  path: string,
  options: WriteOptions = {},
): Promise<number> {
  const unfinished = unfinishedPath(path);
  const count = { lines: 0 };
  const compress = path.endsWith(".gz") ? createGzip({ level: constants.Z_BEST_SPEED }) : new PassThrough();
  await mkdir(dirname(path), { recursive: true });
  try {
    await pipeline(
      Readable.from(blocks(lines, count, options), { objectMode: true, highWaterMark: 4 }),
      compress,
      createWriteStream(unfinished),
      options.signal === undefined ? {} : { signal: options.signal },
    );
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return count.lines;
}

function* blocks(
  lines: Iterable<string>,
  count: { lines: number },
  options: WriteOptions,
): Generator<Buffer, void, void> {
  let block = "";
  for (const line of lines) {
    block += line + "\n";
    count.lines += 1;
    if (block.length < blockLength) continue;
    yield Buffer.from(block, "latin1");
    options.onProgress?.(count.lines);
    block = "";
  }
  if (block !== "") yield Buffer.from(block, "latin1");
}
