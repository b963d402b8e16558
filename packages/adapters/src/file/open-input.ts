import { type FileHandle, open } from "node:fs/promises";
import { type Chunk, type ChunkReader, fileChunks, reasonOf, streamChunks } from "./chunk-reader.ts";
import type { Packing } from "./inflater.ts";
import type { FailedFile } from "./recording-item.ts";
import { type Shape, shapeOf } from "./shape.ts";
import { unpackedChunks } from "./unpacked-chunks.ts";

/** Standard input on the command line. */
export const stdinPath = "-";

export type ReadableShape = Exclude<Shape, { readonly kind: "other-format" }>["kind"];

export interface OpenInput {
  readonly kind: "open";
  readonly file: string;
  readonly shape: ReadableShape;
  /** Its unpacked bytes, once, from the beginning. */
  readonly chunks: ChunkReader;
  /** Opens it once more; null for what flows by once, such as pipes and standard input. */
  readonly again: (() => Promise<ChunkReader>) | null;
  readonly isPacked: boolean;
  /** Null where it cannot be known: pipes and standard input. */
  readonly sizeBytes: number | null;
}

/**
 * Opens a recording and finds out by its first bytes whether and how it is packed and what it is; its name does not
 * matter. `stdin` is what `-` stands for.
 */
export async function openInput(
  file: string,
  stdin: AsyncIterable<Uint8Array> | null,
): Promise<OpenInput | FailedFile> {
  if (file === stdinPath) {
    if (stdin === null) return failed(file, "standard input is taken");
    return await opened(file, streamChunks(stdin), null);
  }
  try {
    const handle = await open(file, "r");
    const refusal = await refusalOf(file, handle);
    if (refusal !== null) {
      await handle.close();
      return refusal;
    }
    const stat = await handle.stat();
    return await opened(file, fileChunks(handle), stat.isFile() ? stat.size : null);
  } catch (error) {
    return failed(file, reasonOf(error));
  }
}

async function refusalOf(file: string, handle: FileHandle): Promise<FailedFile | null> {
  const stat = await handle.stat();
  if (stat.isDirectory()) return failed(file, "it is a directory");
  if (!stat.isFile() || stat.size > 0) return null;
  return { kind: "failed", code: "file-empty", file, reason: "the file has no bytes" };
}

function failed(file: string, reason: string): FailedFile {
  return { kind: "failed", code: "file-unreadable", file, reason };
}

/** `sizeBytes` is null where it flows by once. */
async function opened(
  file: string,
  packed: ChunkReader,
  sizeBytes: number | null,
): Promise<OpenInput | FailedFile> {
  const isFile = sizeBytes !== null;
  const { first, chunks: raw } = await peek(packed, (bytes) => bytes.length >= longestMagic);
  const packing = packingOf(first);
  const reopen = async (): Promise<ChunkReader> => fileChunks(await open(file, "r"));
  const sought = isFile ? async () => await reopen().catch(() => null) : null;
  const whole = packing === null ? raw : unpackedChunks(packing, raw, sought);
  const { first: text, chunks } = await peek(whole, hasWholeLine);
  const shape = shapeOf(text);
  if (shape.kind === "other-format") {
    await chunks.close();
    return { kind: "failed", code: "other-format", file, reason: shape.reason };
  }
  const again = async (): Promise<ChunkReader> =>
    packing === null ? await reopen() : unpackedChunks(packing, await reopen(), sought);
  return {
    kind: "open",
    file,
    shape: shape.kind,
    chunks,
    again: isFile ? again : null,
    isPacked: packing !== null,
    sizeBytes,
  };
}

/** RFC 1952, section 2.3.1, and RFC 8878, section 3.1.1. */
const magics: readonly (readonly [Packing, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
];
const longestMagic = 4;

function packingOf(first: Uint8Array): Packing | null {
  const found = magics.find(([, magic]) => magic.every((byte, at) => first[at] === byte));
  return found?.[0] ?? null;
}

const mostPeeked = 65_536;

/** One line is enough where an object begins it: a live stream may give its lines one by one. */
function hasWholeLine(bytes: Uint8Array): boolean {
  if (bytes.length > mostPeeked) return true;
  const rows = Buffer.from(bytes).toString("latin1").split("\n").slice(0, -1);
  const [first, second] = rows.map((row) => row.trim()).filter((row) => row !== "");
  return second !== undefined || (first !== undefined && first.startsWith("{") && first.length > 1);
}

/** Reads until there is enough, and puts it back. A pipe may give bytes one by one. */
async function peek(
  chunks: ChunkReader,
  isEnough: (bytes: Uint8Array) => boolean,
): Promise<{ readonly first: Uint8Array; readonly chunks: ChunkReader }> {
  const seen: Chunk[] = [];
  let first: Uint8Array = new Uint8Array();
  while (!isEnough(first)) {
    const chunk = await chunks.next();
    const kept = chunk.kind === "bytes" ? { kind: chunk.kind, bytes: new Uint8Array(chunk.bytes) } : chunk;
    seen.push(kept);
    if (kept.kind !== "bytes") break;
    first = first.length === 0 ? kept.bytes : Buffer.concat([first, kept.bytes]);
  }
  return { first, chunks: { ...chunks, next: async () => seen.shift() ?? chunks.next() } };
}
