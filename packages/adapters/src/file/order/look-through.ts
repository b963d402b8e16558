import type { ChunkReader } from "../chunk-reader.ts";
import type { ReadableShape } from "../open-input.ts";
import { valueSplitter } from "../value-splitter.ts";
import { fileClock } from "./file-clock.ts";
import type { FileOrder } from "./file-order.ts";
import { lineFacts } from "./line-facts.ts";

/** Takes the bytes of a file in their order, and says at the end in which order its lines stand. */
export interface OrderFinder {
  push(bytes: Uint8Array): void;
  end(): FileOrder;
}

/** Longer lines have no part in the order; they are refused later. */
const longestLine = 1_048_576;

/** Looks through a file to its end or to where it breaks off. Gives the control back after every piece. */
export async function* lookThrough(
  chunks: ChunkReader,
  shape: ReadableShape,
): AsyncGenerator<void, FileOrder> {
  const finder = orderFinder(shape);
  for (let chunk = await chunks.next(); chunk.kind === "bytes"; chunk = await chunks.next()) {
    finder.push(chunk.bytes);
    yield;
  }
  return finder.end();
}

export const orderFinder = (shape: ReadableShape): OrderFinder =>
  shape === "lines" ? orderOfLines() : orderOfValues();

function orderOfValues(): OrderFinder {
  const clock = fileClock();
  const facts = lineFacts();
  let line = 0;
  const take = (text: string, _kind: unknown, _bytes: unknown, byte: number): void => {
    line += 1;
    const fact = facts.ofText(text, { byte, line });
    if (fact !== null) clock.take(fact);
  };
  const splitter = valueSplitter(longestLine, take);
  return {
    push: (bytes) => splitter.push(bytes),
    end: () => clock.end(),
  };
}

const lineFeed = 0x0a;

function orderOfLines(): OrderFinder {
  const clock = fileClock();
  const facts = lineFacts();
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  let seenBytes = 0;
  let line = 0;

  function take(bytes: Buffer, from: number, to: number): void {
    line += 1;
    const fact = facts.ofBytes(bytes, { from, to }, { byte: seenBytes + from, line });
    if (fact !== null) clock.take(fact);
  }

  function takeCarried(rest: Buffer): void {
    const bytes = carriedBytes > longestLine ? Buffer.alloc(0) : Buffer.concat([...carried, rest]);
    line += 1;
    const at = { byte: seenBytes - carriedBytes, line };
    const fact = facts.ofBytes(bytes, { from: 0, to: bytes.length }, at);
    if (fact !== null) clock.take(fact);
    carried = [];
    carriedBytes = 0;
  }

  function carry(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (carriedBytes <= longestLine) carried.push(Buffer.from(bytes));
    carriedBytes += bytes.length;
  }

  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      let from = 0;
      for (let to = bytes.indexOf(lineFeed); to >= 0; to = bytes.indexOf(lineFeed, from)) {
        if (carriedBytes > 0) takeCarried(bytes.subarray(0, to));
        else take(bytes, from, to);
        from = to + 1;
      }
      carry(bytes.subarray(from));
      seenBytes += bytes.length;
    },
    end() {
      if (carriedBytes > 0) takeCarried(Buffer.alloc(0));
      return clock.end();
    },
  };
}
