import type { Break, ChunkReader } from "./chunk-reader.ts";
import { type LineSource, lineReader } from "./line-reader.ts";
import type { RecordingItem } from "./recording-item.ts";

/** The items of one input or of a part of it, in batches. */
export interface ItemReader {
  /** The next items, at least one; null at the end. Never rejects. */
  next(): Promise<readonly RecordingItem[] | null>;
  bytesRead(): number;
  close(): Promise<void>;
}

/** `brokenAtEnd`: why there is no more behind the bytes, where it was found out when they were put there. */
export function itemReader(
  chunks: ChunkReader,
  source: LineSource,
  brokenAtEnd: Break | null = null,
): ItemReader {
  const lines = lineReader(source);
  let over = false;
  return {
    bytesRead: () => chunks.bytesRead(),
    close: () => chunks.close(),
    async next() {
      while (!over) {
        const chunk = await chunks.next();
        if (chunk.kind === "bytes") lines.push(chunk.bytes);
        else lines.end(chunk.kind === "broken" ? chunk : brokenAtEnd);
        over = chunk.kind !== "bytes";
        const items = lines.take();
        if (items.length > 0) return items;
      }
      return null;
    },
  };
}
