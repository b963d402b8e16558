import type { Chunk, ChunkReader } from "./chunk-reader.ts";
import { inflater, type Packing } from "./inflater.ts";

/** What is known to be good of a damaged input, and was given already. */
export interface SoundPart {
  /** Bytes of the input behind which the damage lies. */
  packedBytes: number;
  /** Unpacked bytes that were given. */
  givenBytes: number;
}

/** Opens the input once more, from its beginning; null where that fails. */
export type Reopen = () => Promise<ChunkReader | null>;

/** A failing call gives nothing of what it had unpacked, so each pass comes nearer to the damage in smaller steps. */
const stepsBytes = [4096, 64, 1] as const;

/** Unpacks a damaged input again, up to the byte at which it breaks; gives what was not given yet. */
export async function* salvaged(
  packing: Packing,
  reopen: Reopen,
  sound: SoundPart,
): AsyncGenerator<Chunk, void> {
  for (const stepBytes of stepsBytes) {
    const packed = await reopen();
    if (packed === null) return;
    try {
      yield* onePass(packed, sound, { packing, stepBytes });
    } finally {
      await packed.close();
    }
  }
}

async function* onePass(
  packed: ChunkReader,
  sound: SoundPart,
  { packing, stepBytes }: { readonly packing: Packing; readonly stepBytes: number },
): AsyncGenerator<Chunk, void> {
  const unpacker = inflater(packing);
  const { packedBytes, givenBytes } = sound;
  let fed = 0;
  let seen = 0;
  try {
    for await (const step of stepsOf(packed, packedBytes, stepBytes)) {
      for await (const bytes of unpacker.write(step)) {
        const skip = Math.max(0, givenBytes - seen);
        seen += bytes.length;
        if (skip < bytes.length) yield { kind: "bytes", bytes: bytes.subarray(skip) };
      }
      if (unpacker.failure() !== null) break;
      fed += step.length;
    }
  } finally {
    unpacker.close();
  }
  sound.packedBytes = Math.max(packedBytes, fed);
  sound.givenBytes = Math.max(givenBytes, seen);
}

/** The input in the pieces in which it is read, and in small steps behind its sound part. */
async function* stepsOf(
  packed: ChunkReader,
  soundBytes: number,
  stepBytes: number,
): AsyncGenerator<Uint8Array, void> {
  let offset = 0;
  for (let chunk = await packed.next(); chunk.kind === "bytes"; chunk = await packed.next()) {
    const { bytes } = chunk;
    const head = Math.min(Math.max(soundBytes - offset, 0), bytes.length);
    if (head > 0) yield bytes.subarray(0, head);
    for (let at = head; at < bytes.length; at += stepBytes) yield bytes.subarray(at, at + stepBytes);
    offset += bytes.length;
  }
}
