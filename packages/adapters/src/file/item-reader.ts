import { lineReader } from "./line-reader.ts";
import type { OpenInput } from "./open-input.ts";
import type { RecordingItem } from "./recording-item.ts";

/** The items of one input, in batches. */
export interface ItemReader {
  /** The next items, at least one; null at the end. Never rejects. */
  next(): Promise<readonly RecordingItem[] | null>;
  bytesRead(): number;
  close(): Promise<void>;
}

export function itemReader({ chunks, file }: OpenInput): ItemReader {
  const lines = lineReader(file);
  let over = false;
  return {
    bytesRead: () => chunks.bytesRead(),
    close: () => chunks.close(),
    async next() {
      while (!over) {
        const chunk = await chunks.next();
        if (chunk.kind === "bytes") lines.push(chunk.bytes);
        else lines.end(chunk.kind === "broken" ? chunk : null);
        over = chunk.kind !== "bytes";
        const items = lines.take();
        if (items.length > 0) return items;
      }
      return null;
    },
  };
}
