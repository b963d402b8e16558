import { isUtf8 } from "node:buffer";

/** `too-long`: only its beginning. `not-utf8`: bytes that are no text were replaced by U+FFFD. */
export type LineKind = "text" | "not-utf8" | "too-long";

/** `bytes`: the line itself where it is no UTF-8, good until the call returns. */
export type OnLine = (text: string, kind: LineKind, bytes: Uint8Array | null) => void;

/**
 * Is given whole lines of UTF-8 in bytes that stay as they are, and takes the one that begins at `from` if it can: then it
 * gives the place of its line feed, else -1.
 */
export type TakeQuickly = (block: Uint8Array, from: number) => number;

export interface LineSplitter {
  /** Gives every line that ends in this chunk, without its line feed. The chunk may be reused afterwards. */
  push(chunk: Uint8Array): void;
  /** Gives the unfinished last line, if there is one; it may have been the victim of a cut. */
  end(onLastLine: OnLine): void;
}

/** Characters kept of a line that is too long. */
const keptOfTooLong = 1000;

/** Cuts bytes into lines of UTF-8 text. Holds at most `maxLineBytes` of an unfinished line. */
export function lineSplitter(
  maxLineBytes: number,
  onLine: OnLine,
  takeQuickly: TakeQuickly = takesNone,
): LineSplitter {
  let carried: Uint8Array[] = [];
  let carriedBytes = 0;
  let skipping = false;

  function carry(bytes: Uint8Array): void {
    if (skipping || bytes.length === 0) return;
    carried.push(new Uint8Array(bytes));
    carriedBytes += bytes.length;
    if (carriedBytes <= maxLineBytes) return;
    skipping = true;
    carried = [Buffer.concat(carried).subarray(0, keptOfTooLong)];
  }

  function finishCarried(report: OnLine): void {
    const line = Buffer.concat(carried);
    if (skipping) report(textOf(line), "too-long", null);
    else give(line, report);
    carried = [];
    carriedBytes = 0;
    skipping = false;
  }

  return {
    push(chunk) {
      const firstBreak = chunk.indexOf(lineFeed);
      if (firstBreak < 0) return carry(chunk);
      let from = 0;
      if (carriedBytes > 0) {
        carry(chunk.subarray(0, firstBreak));
        finishCarried(onLine);
        from = firstBreak + 1;
      }
      const lastBreak = chunk.lastIndexOf(lineFeed);
      if (lastBreak >= from) splitBlock(chunk.subarray(from, lastBreak + 1), onLine, takeQuickly);
      carry(chunk.subarray(lastBreak + 1));
    },
    end(onLastLine) {
      if (carriedBytes > 0) finishCarried(onLastLine);
    },
  };
}

const lineFeed = 10;

const takesNone: TakeQuickly = () => -1;

/** Splits whole lines. The bytes are copied once: whoever takes lines quickly keeps them as they lie. */
function splitBlock(chunk: Uint8Array, onLine: OnLine, takeQuickly: TakeQuickly): void {
  if (!isUtf8(chunk)) return splitBytes(chunk, onLine);
  const block = Buffer.from(chunk);
  let from = 0;
  while (from < block.length) {
    let to = takeQuickly(block, from);
    if (to < 0) {
      to = block.indexOf(lineFeed, from);
      onLine(block.toString("utf8", from, to), "text", null);
    }
    from = to + 1;
  }
}

function splitBytes(block: Uint8Array, onLine: OnLine): void {
  let from = 0;
  for (let to = block.indexOf(lineFeed); to >= 0; to = block.indexOf(lineFeed, from)) {
    give(block.subarray(from, to), onLine);
    from = to + 1;
  }
}

function give(line: Uint8Array, report: OnLine): void {
  if (isUtf8(line)) report(textOf(line), "text", null);
  else report(textOf(line), "not-utf8", line);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
