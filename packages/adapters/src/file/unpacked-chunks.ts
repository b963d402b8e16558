import type { Break, Chunk, ChunkReader } from "./chunk-reader.ts";
import { inflater, type Packing } from "./inflater.ts";
import { type Reopen, salvaged, type SoundPart } from "./salvage-packed.ts";

/**
 * The unpacked bytes of a packed input. While a piece is being worked on, the next one is unpacked on another thread.
 * Where the input is damaged it gives everything before the damage if the input can be opened again (`reopen`), else
 * what came before the damaged piece.
 */
export function unpackedChunks(packing: Packing, packed: ChunkReader, reopen: Reopen | null): ChunkReader {
  const ready = unpackedPieces(packing, packed, reopen);
  let coming: Promise<IteratorResult<Chunk, Chunk>> | null = null;
  return {
    bytesRead: () => packed.bytesRead(),
    /** The input goes first: what is coming may wait for more of it. */
    async close() {
      const closed = packed.close();
      await coming?.catch(() => undefined);
      await ready.return({ kind: "end" });
      await closed;
    },
    async next() {
      const result = await (coming ?? ready.next());
      coming = result.done === true ? Promise.resolve(result) : ready.next();
      return result.value;
    },
  };
}

async function* unpackedPieces(
  packing: Packing,
  packed: ChunkReader,
  reopen: Reopen | null,
): AsyncGenerator<Chunk, Chunk> {
  const unpacker = inflater(packing);
  const sound: SoundPart = { packedBytes: 0, givenBytes: 0 };
  try {
    for (;;) {
      const chunk = await packed.next();
      if (chunk.kind === "broken") return chunk;
      const pieces = chunk.kind === "end" ? unpacker.end() : unpacker.write(chunk.bytes);
      for await (const bytes of pieces) {
        sound.givenBytes += bytes.length;
        yield { kind: "bytes", bytes };
      }
      const failure = unpacker.failure();
      if (failure !== null) {
        const isLossy = failure.kind === "damaged" || failure.kind === "lossy-trailing";
        if (isLossy && reopen !== null) yield* salvaged(packing, reopen, sound);
        const isTrailing =
          failure.kind === "trailing" || (failure.kind === "lossy-trailing" && reopen !== null);
        return { kind: "broken", code: codeOf(packing, isTrailing), reason: failure.reason };
      }
      if (chunk.kind === "end") return chunk;
      sound.packedBytes += chunk.bytes.length;
    }
  } finally {
    unpacker.close();
  }
}

function codeOf(packing: Packing, isTrailing: boolean): Break["code"] {
  if (isTrailing) return "packed-trailing";
  return packing === "gzip" ? "gzip-truncated" : "zstd-truncated";
}
