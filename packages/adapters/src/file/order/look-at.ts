import { open } from "node:fs/promises";
import type { ChunkReader } from "../chunk-reader.ts";
import type { OpenInput } from "../open-input.ts";
import { spooled } from "../spool.ts";
import type { FileOrder } from "./file-order.ts";
import { lookThrough, orderFinder } from "./look-through.ts";
import type { PartSource } from "./part-reader.ts";

/** What is known of an input that was looked through. */
export interface Known {
  readonly order: FileOrder;
  readonly source: PartSource;
  /** Size of the copy; null where there is none. */
  readonly copiedBytes: number | null;
}

/** How far looking is, in bytes as they lie on disk, and what is to be closed if it ends here. */
export interface Looked {
  throughBytes: number;
  copiedBytes: number;
  close: () => Promise<void>;
}

/**
 * Looks an input through, in steps. What is in order is read as it lies; of what is not, parts must be readable: so it
 * is unpacked to disk where it is packed, and copied there where it flows by once. Rejects where the disk refuses.
 */
export async function* lookAt(input: OpenInput, looked: Looked): AsyncGenerator<void, Known> {
  if (input.again === null) {
    const finder = orderFinder(input.shape);
    const copied = yield* copy(input.chunks, looked, (bytes) => finder.push(bytes));
    return { order: finder.end(), ...copied };
  }
  const order = yield* noting(lookThrough(input.chunks, input.shape), () => {
    looked.throughBytes = input.chunks.bytesRead();
  });
  await input.chunks.close();
  if (!input.isPacked) {
    const handle = await open(input.file, "r");
    looked.close = async () => await handle.close();
    return { order, source: { kind: "bytes", handle, broken: null }, copiedBytes: null };
  }
  const chunks = await input.again();
  looked.close = async () => await chunks.close();
  if (order.isInOrder || order.isTooMuch) {
    return { order, source: { kind: "packed", chunks }, copiedBytes: null };
  }
  const copied = yield* copy(chunks, looked, () => {
    looked.copiedBytes = chunks.bytesRead();
  });
  return { order, ...copied };
}

async function* copy(
  chunks: ChunkReader,
  looked: Looked,
  see: (bytes: Uint8Array) => void,
): AsyncGenerator<void, Omit<Known, "order">> {
  const spool = yield* spooled(chunks, see);
  looked.close = async () => await spool.close();
  await chunks.close();
  const { handle, broken } = spool;
  return { source: { kind: "bytes", handle, broken }, copiedBytes: spool.sizeBytes };
}

/** The steps, and what is to be noted at each of them. */
async function* noting<Result>(
  steps: AsyncGenerator<void, Result>,
  note: () => void,
): AsyncGenerator<void, Result> {
  for (let step = await steps.next(); ; step = await steps.next()) {
    note();
    if (step.done === true) return step.value;
    yield;
  }
}
