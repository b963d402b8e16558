import type { RandomSource } from "@tocsin/worlds/random";
import { below, type Breed, chance, pick, rarely } from "./breed.ts";
import { joined } from "./breed-bytes.ts";

/** Lengths and distances at which signs turn over, or that point past either end. */
const edges = [0, 1, 59, 60, 61, 64, 255, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/**
 * A Snappy block made of elements, by https://github.com/google/snappy/blob/main/format_description.txt: literals with
 * lengths in the tag or in one to four bytes, and the three kinds of copies. Mostly a right one that makes the parent;
 * now and then a length, a distance or the length of the whole is a wrong one.
 */
export const breedSnappy: Breed = (parent, _other, random) => {
  const elements: Uint8Array[] = [];
  let made = 0;
  for (let at = 0; at < parent.length && elements.length < 64;) {
    const piece = parent.subarray(at, at + 1 + below(random, 80));
    elements.push(literal(piece, random));
    at += piece.length;
    made += piece.length;
    if (!chance(random, 0.1)) continue;
    const length = 4 + below(random, 8);
    elements.push(copy(length, number(1 + below(random, made), random), random));
    made += length;
  }
  return joined(varint(number(made, random)), ...elements);
};

const number = (right: number, random: RandomSource): number =>
  chance(random, rarely) ? pick(random, edges) : right;

function literal(bytes: Uint8Array, random: RandomSource): Uint8Array {
  const length = number(bytes.length - 1, random);
  if (length === bytes.length - 1 && length < 60 && chance(random, 0.8))
    return joined(Uint8Array.of(length << 2), bytes);
  const width = length > 255 ? 4 : 1 + below(random, 4);
  return joined(Uint8Array.of((59 + width) << 2), littleEndian(length, width), bytes);
}

function copy(length: number, distance: number, random: RandomSource): Uint8Array {
  if (distance < 2048 && chance(random, 0.4))
    return Uint8Array.of(1 | ((length - 4) << 2) | ((distance >>> 8) << 5), distance & 255);
  const width = distance > 0xffff || chance(random, 0.3) ? 4 : 2;
  return joined(Uint8Array.of((width === 4 ? 3 : 2) | ((length - 1) << 2)), littleEndian(distance, width));
}

function littleEndian(value: number, width: number): Uint8Array {
  return Uint8Array.from({ length: width }, (_, index) => Math.floor(value / 2 ** (8 * index)) % 256);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.from([...bytes, rest]);
}
