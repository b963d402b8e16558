import type { Chunk, ChunkReader } from "./chunk-reader.ts";
import { inflater } from "./inflater.ts";
import { type Reopen, salvaged, type SoundPart } from "./salvage-gzip.ts";

/**
 * The unpacked bytes of a gzip input. While a piece is being worked on, the next one is unpacked on another thread.
 * Where the input is damaged it gives everything before the damage if the input can be opened again (`reopen`), else
 * what came before the damaged piece.
 */
export function gunzipChunks(packed: ChunkReader, reopen: Reopen | null): ChunkReader {
  const ready = unpackedChunks(packed, reopen)[Symbol.asyncIterator]();
  let coming: Promise<IteratorResult<Chunk, Chunk>> | null = null;
  return {
    bytesRead: () => packed.bytesRead(),
    close: () => packed.close(),
    async next() {
      const result = await (coming ?? ready.next());
      coming = result.done === true ? Promise.resolve(result) : ready.next();
      return result.value;
    },
  };
}

async function* unpackedChunks(packed: ChunkReader, reopen: Reopen | null): AsyncGenerator<Chunk, Chunk> {
  const unpacker = inflater();
  const sound: SoundPart = { packedBytes: 0, givenBytes: 0 };
  for (;;) {
    const chunk = await packed.next();
    if (chunk.kind === "broken") return chunk;
    const pieces = chunk.kind === "end" ? await unpacker.end() : await unpacker.write(chunk.bytes);
    for (const bytes of pieces) {
      sound.givenBytes += bytes.length;
      yield { kind: "bytes", bytes };
    }
    const failure = unpacker.failure();
    if (failure !== null) {
      if (!failure.truncated && reopen !== null) yield* salvaged(reopen, sound);
      return { kind: "broken", code: "gzip-truncated", reason: failure.reason };
    }
    if (chunk.kind === "end") return chunk;
    sound.packedBytes += chunk.bytes.length;
  }
}
