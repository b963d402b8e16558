import { open } from "node:fs/promises";
import { type Chunk, type ChunkReader, fileChunks, reasonOf, streamChunks } from "./chunk-reader.ts";
import { gunzipChunks } from "./gunzip-chunks.ts";
import type { FailedFile } from "./recording-item.ts";

/** Standard input on the command line. */
export const stdinPath = "-";

export interface OpenInput {
  readonly kind: "open";
  readonly file: string;
  readonly chunks: ChunkReader;
  /** Null where it cannot be known: pipes and standard input. */
  readonly sizeBytes: number | null;
}

/**
 * Opens a recording and finds out by its first bytes whether it is packed; its name does not matter.
 * `stdin` is what `-` stands for.
 */
export async function openInput(
  file: string,
  stdin: AsyncIterable<Uint8Array> | null,
): Promise<OpenInput | FailedFile> {
  if (file === stdinPath)
    return stdin === null ? failed(file, "standard input is taken") : openStream(file, stdin);
  try {
    const handle = await open(file, "r");
    const stat = await handle.stat();
    if (stat.isFile() && stat.size > 0) {
      return { kind: "open", file, chunks: await unpacked(fileChunks(handle), file), sizeBytes: stat.size };
    }
    if (!stat.isFile() && !stat.isDirectory()) {
      return { kind: "open", file, chunks: await unpacked(fileChunks(handle), null), sizeBytes: null };
    }
    await handle.close();
    if (stat.isDirectory()) return failed(file, "it is a directory");
    return { kind: "failed", code: "file-empty", file, reason: "the file has no bytes" };
  } catch (error) {
    return failed(file, reasonOf(error));
  }
}

async function openStream(file: string, stdin: AsyncIterable<Uint8Array>): Promise<OpenInput> {
  return { kind: "open", file, chunks: await unpacked(streamChunks(stdin), null), sizeBytes: null };
}

function failed(file: string, reason: string): FailedFile {
  return { kind: "failed", code: "file-unreadable", file, reason };
}

/** `file` is given where it can be opened again. */
async function unpacked(chunks: ChunkReader, file: string | null): Promise<ChunkReader> {
  const peeked = await peek(chunks);
  if (!peeked.isGzip) return peeked.chunks;
  return gunzipChunks(peeked.chunks, file === null ? null : () => reopened(file));
}

async function reopened(file: string): Promise<ChunkReader | null> {
  try {
    return fileChunks(await open(file, "r"));
  } catch {
    return null;
  }
}

/** RFC 1952, section 2.3.1: ID1 and ID2. */
const gzipMagic = [0x1f, 0x8b] as const;

/** Reads the first two bytes and puts them back. A pipe may give them one by one. */
async function peek(
  chunks: ChunkReader,
): Promise<{ readonly isGzip: boolean; readonly chunks: ChunkReader }> {
  const seen: Chunk[] = [];
  const first: number[] = [];
  while (first.length < 2) {
    const chunk = await chunks.next();
    const kept = chunk.kind === "bytes" ? { kind: chunk.kind, bytes: new Uint8Array(chunk.bytes) } : chunk;
    seen.push(kept);
    if (kept.kind !== "bytes") break;
    first.push(...kept.bytes.subarray(0, 2));
  }
  const isGzip = first[0] === gzipMagic[0] && first[1] === gzipMagic[1];
  return { isGzip, chunks: { ...chunks, next: async () => seen.shift() ?? chunks.next() } };
}
