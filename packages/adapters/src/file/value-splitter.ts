import { isUtf8 } from "node:buffer";
import type { LineKind } from "./line-splitter.ts";

/**
 * `bytes`: the value itself where it is no UTF-8. `at`: where the value begins, in bytes from the first that was pushed.
 */
export type OnValue = (text: string, kind: LineKind, bytes: Uint8Array | null, at: number) => void;

export interface ValueSplitter {
  /** Gives every value that ends in this chunk. The chunk may be reused afterwards. */
  push(chunk: Uint8Array): void;
  /** Gives the unfinished last value, if there is one; it was the victim of a cut. */
  end(onLastValue: OnValue): void;
}

const [quote, backslash, lineFeed, comma] = [0x22, 0x5c, 0x0a, 0x2c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Characters kept of a value that is too long. */
const keptOfTooLong = 1000;

/**
 * Cuts bytes into JSON objects, however many lines each has: those of one JSON array, or one after another. Only braces,
 * brackets and quotes are looked at, so an object that is no JSON costs itself alone as long as these are balanced.
 * Text between objects that is neither white space, comma nor bracket is a value that ends with its line. Holds at most
 * `maxValueBytes` of an unfinished value.
 */
export function valueSplitter(maxValueBytes: number, onValue: OnValue): ValueSplitter {
  let carried: Uint8Array[] = [];
  let carriedBytes = 0;
  let isTooLong = false;
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isStray = false;
  let valueAt = 0;
  let seenBytes = 0;

  const isOpen = (): boolean => depth > 0 || isStray;

  function carry(bytes: Uint8Array): void {
    if (isTooLong || bytes.length === 0) return;
    carried.push(new Uint8Array(bytes));
    carriedBytes += bytes.length;
    if (carriedBytes <= maxValueBytes) return;
    isTooLong = true;
    carried = [Buffer.concat(carried).subarray(0, keptOfTooLong)];
  }

  function give(rest: Uint8Array, report: OnValue): void {
    carry(rest);
    const value = Buffer.concat(carried);
    const kind = isTooLong ? "too-long" : isUtf8(value) ? "text" : "not-utf8";
    report(value.toString("utf8"), kind, kind === "not-utf8" ? value : null, valueAt);
    carried = [];
    carriedBytes = 0;
    isTooLong = false;
    isStray = false;
  }

  /** Whether the open value ends with this byte. */
  function endsWith(byte: number): boolean {
    if (isStray) return byte === lineFeed;
    if (isInString) {
      if (isEscaped) isEscaped = false;
      else if (byte === backslash) isEscaped = true;
      else if (byte === quote) isInString = false;
      return false;
    }
    if (byte === quote) isInString = true;
    else if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) depth -= 1;
    return depth === 0;
  }

  function opensWith(byte: number): boolean {
    if (byte === openBrace) {
      depth = 1;
      return true;
    }
    isStray = byte > 0x20 && byte !== comma && byte !== openBracket && byte !== closeBracket;
    return isStray;
  }

  return {
    push(chunk) {
      let from = 0;
      for (let at = 0; at < chunk.length; at += 1) {
        const byte = chunk[at] as number;
        if (isOpen()) {
          if (!endsWith(byte)) continue;
          give(chunk.subarray(from, at + 1), onValue);
          from = at + 1;
        } else if (opensWith(byte)) {
          valueAt = seenBytes + at;
          from = at;
        }
      }
      if (isOpen()) carry(chunk.subarray(from));
      seenBytes += chunk.length;
    },
    end(onLastValue) {
      if (isOpen() && carriedBytes > 0) give(new Uint8Array(), onLastValue);
    },
  };
}
