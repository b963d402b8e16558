import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";

/** Why an input could not be read to its end. */
export interface Break {
  readonly code: "gzip-truncated" | "zstd-truncated" | "packed-trailing" | "file-unreadable";
  readonly reason: string;
}

/** What came next from a file. `broken`: it cannot be read further; what came before is good. */
export type Chunk =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "end" }
  | ({ readonly kind: "broken" } & Break);

/** Bytes of one input, piece by piece. */
export interface ChunkReader {
  /** The next piece; valid until the next call. Never rejects. */
  next(): Promise<Chunk>;
  /** Bytes taken from the input so far, as they lie there. */
  bytesRead(): number;
  close(): Promise<void>;
}

const chunkBytes = 524_288;

/** The handle is closed with the reader. */
export function fileChunks(handle: FileHandle): ChunkReader {
  return { ...rangeChunks(handle, { fromByte: null, toByte: Infinity }), close: () => handle.close() };
}

/** A part of a file. `fromByte` null: from where the handle stands, as a pipe has no places. */
export interface ByteRange {
  readonly fromByte: number | null;
  /** Exclusive; infinite to the end. */
  readonly toByte: number;
}

/** The handle stays open: other readers may read other parts by it. */
export function rangeChunks(
  handle: FileHandle,
  { fromByte, toByte }: ByteRange,
  pieceBytes: number = chunkBytes,
): ChunkReader {
  const length = Math.min(pieceBytes, toByte - (fromByte ?? 0));
  const buffer = Buffer.allocUnsafeSlow(length);
  let bytes = 0;
  return {
    bytesRead: () => bytes,
    close: async () => {},
    async next() {
      try {
        const at = fromByte === null ? null : fromByte + bytes;
        const wanted = Math.min(length, toByte - (at ?? 0));
        const read = wanted === 0 ? { bytesRead: 0 } : await handle.read(buffer, 0, wanted, at);
        bytes += read.bytesRead;
        if (read.bytesRead === 0) return { kind: "end" };
        return { kind: "bytes", bytes: buffer.subarray(0, read.bytesRead) };
      } catch (error) {
        return unreadable(error);
      }
    },
  };
}

export function streamChunks(stream: AsyncIterable<Uint8Array>): ChunkReader {
  const iterator = stream[Symbol.asyncIterator]();
  let bytes = 0;
  return {
    bytesRead: () => bytes,
    /** A stream that can be destroyed need not first give what is being waited for. */
    async close() {
      if (stream instanceof Readable) stream.destroy();
      else await iterator.return?.();
    },
    async next() {
      try {
        const read = await iterator.next();
        if (read.done === true) return { kind: "end" };
        bytes += read.value.length;
        return { kind: "bytes", bytes: read.value };
      } catch (error) {
        return unreadable(error);
      }
    },
  };
}

function unreadable(error: unknown): Chunk {
  return { kind: "broken", code: "file-unreadable", reason: reasonOf(error) };
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
