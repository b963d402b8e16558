import type { FileHandle } from "node:fs/promises";

/** What came next from a file. `broken`: it cannot be read further; what came before is good. */
export type Chunk =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "end" }
  | { readonly kind: "broken"; readonly code: "gzip-truncated" | "file-unreadable"; readonly reason: string };

/** Bytes of one input, piece by piece. */
export interface ChunkReader {
  /** The next piece; valid until the next call. Never rejects. */
  next(): Promise<Chunk>;
  /** Bytes taken from the input so far, as they lie there. */
  bytesRead(): number;
  close(): Promise<void>;
}

const chunkBytes = 524_288;

export function fileChunks(handle: FileHandle): ChunkReader {
  const buffer = Buffer.allocUnsafeSlow(chunkBytes);
  let bytes = 0;
  return {
    bytesRead: () => bytes,
    close: () => handle.close(),
    async next() {
      try {
        const read = await handle.read(buffer, 0, chunkBytes, null);
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
    close: async () => void (await iterator.return?.()),
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
