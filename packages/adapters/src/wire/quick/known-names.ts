import { isUtf8 } from "node:buffer";
import { nameOf } from "@tocsin/contracts";

/** Gives the name that bytes spell, the same text for the same bytes; null where they spell none. */
export interface KnownNames {
  /** `hash`: of these bytes, by `hashWith`. */
  of(bytes: Uint8Array, from: number, to: number, hash: number): string | null;
}

/** The hash of no bytes. */
export const noHash = 0x811c9dc5 | 0;

/** The hash of some bytes and one more: FNV-1a. */
export const hashWith = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193);

/** Names beyond this are spelled anew each time: a table that anybody could fill would grow without end. */
const places = 16_384;
/** So many places are looked at for a name. */
const steps = 4;

interface Known {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/**
 * Services, operations and regions are few, and each comes again and again: their text is made, brought into form NFC and
 * checked once. A table of fixed size: a name that finds its places taken takes one of them.
 */
export function knownNames(): KnownNames {
  const table: (Known | undefined)[] = Array.from({ length: places });

  function learned(bytes: Uint8Array, place: number): string | null {
    if (!isUtf8(bytes)) return null;
    const own = Buffer.from(bytes);
    const name = nameOf(own.toString("utf8"));
    if (name !== null) table[place] = { bytes: own, name };
    return name;
  }

  return {
    of(bytes, from, to, hash) {
      let free = -1;
      for (let step = 0; step < steps; step += 1) {
        const place = (hash + step) & (places - 1);
        const known = table[place];
        if (known === undefined) free = free < 0 ? place : free;
        else if (isSame(known.bytes, bytes, from, to)) return known.name;
      }
      return learned(bytes.subarray(from, to), free < 0 ? hash & (places - 1) : free);
    },
  };
}

function isSame(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let at = 0; at < known.length; at += 1) if (known[at] !== bytes[from + at]) return false;
  return true;
}
