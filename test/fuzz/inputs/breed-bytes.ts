import type { RandomSource } from "@tocsin/worlds/random";
import { below, type Breed, chance, longestInput, pick, rarely, repeats } from "./breed.ts";

/** Numbers at which lengths, counts and signs turn over, in the ways in which formats write them. */
const edges = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/** Any bytes: single ones changed, pieces cut out, doubled, moved or taken from another input, lengths made wrong. */
export const breedBytes: Breed = (parent, other, random) => {
  let bytes: Uint8Array = parent;
  do bytes = changed(bytes, other, random);
  while (chance(random, 0.4));
  return bytes.length > longestInput && !chance(random, rarely) ? bytes.slice(0, longestInput) : bytes;
};

function changed(bytes: Uint8Array, other: Uint8Array, random: RandomSource): Uint8Array {
  const at = below(random, bytes.length + 1);
  const length = pick(random, [1, 2, 4, 8, below(random, 64) + 1, below(random, bytes.length + 1)]);
  const piece = bytes.slice(at, at + length);
  switch (below(random, 8)) {
    case 0:
      return replaced(bytes, at, Uint8Array.of((bytes[at] ?? 0) ^ (1 << below(random, 8))));
    case 1:
      return replaced(bytes, at, Uint8Array.of(below(random, 256)));
    case 2:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 3:
      return joined(bytes.subarray(0, at), piece, bytes.subarray(at));
    case 4:
      return replaced(bytes, below(random, bytes.length + 1), piece);
    case 5: {
      const from = below(random, other.length + 1);
      return joined(bytes.subarray(0, at), other.subarray(from, from + length), bytes.subarray(at));
    }
    case 6:
      return replaced(bytes, at, edge(random));
    default:
      if (!chance(random, rarely)) return bytes.slice(0, at);
      return joined(
        bytes.subarray(0, at),
        ...Array.from({ length: repeats(random) }, () => piece.subarray(0, 16)),
      );
  }
}

function edge(random: RandomSource): Uint8Array {
  const width = pick(random, [1, 2, 4, 8]);
  const written = Buffer.alloc(8);
  const bigEndian = chance(random, 0.5);
  if (bigEndian) written.writeUInt32BE(pick(random, edges), Math.max(0, width - 4));
  else written.writeUInt32LE(pick(random, edges));
  return written.subarray(0, width);
}

function replaced(bytes: Uint8Array, at: number, piece: Uint8Array): Uint8Array {
  return joined(bytes.subarray(0, at), piece, bytes.subarray(at + piece.length));
}

export const joined = (...pieces: readonly Uint8Array[]): Uint8Array => Buffer.concat(pieces);
