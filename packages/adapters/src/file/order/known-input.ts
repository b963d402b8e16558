import { type FileHandle, open } from "node:fs/promises";
import { type Break, type ChunkReader, rangeChunks, reasonOf } from "../chunk-reader.ts";
import { type ItemReader, itemReader } from "../item-reader.ts";
import type { OpenInput } from "../open-input.ts";
import type { FailedFile } from "../recording-item.ts";
import { spooled } from "../spool.ts";
import { type FileOrder, type Section, sectionsOf } from "./file-order.ts";
import { lookThrough, orderFinder } from "./look-through.ts";
import type { MergePart } from "./merge.ts";
import { failedOrder, type OrderedInput } from "./ordered-input.ts";

/** What parts are read from. */
type Source =
  /** Any part: the file itself, or a copy of `sizeBytes` on disk. `broken`: why the copy could not be made to its end. */
  | { readonly kind: "bytes"; readonly handle: FileHandle; readonly sizeBytes: number; readonly broken: Break | null }
  /** Only from the beginning to the end: packed, and in order. */
  | { readonly kind: "packed"; readonly chunks: ChunkReader };

interface Known {
  readonly order: FileOrder;
  readonly source: Source;
  readonly isCopied: boolean;
}

/** Looking through, and copying, each take about this share of the time that reading takes. */
const lookShare = 0.1;

const tooManySections =
  "its partitions change places too often, more than half an hour apart each time; write them one after another, or sort the lines by ts";

/** What can be looked through before it is read: a file, or what flows by and is copied to disk. */
export function knownInput(input: OpenInput): OrderedInput {
  const { file } = input;
  const size = input.sizeBytes ?? 0;
  const work = { looked: 0, copied: 0, closedParts: 0, openParts: new Set<ItemReader>() };
  let known: Known | null = null;
  let failed: FailedFile | null = null;
  let close = async (): Promise<void> => await input.chunks.close();

  async function* prepare(): AsyncGenerator<void, void> {
    try {
      known = yield* look();
      if (known.order.isTooMuch) failed = failedOrder(file, tooManySections);
    } catch (error) {
      failed = { kind: "failed", code: "file-unreadable", file, reason: reasonOf(error) };
    }
  }

  async function* look(): AsyncGenerator<void, Known> {
    if (input.again === null) return yield* lookAndCopy();
    const seen = (): void => void (work.looked = input.chunks.bytesRead());
    const order = yield* noting(lookThrough(input.chunks, input.shape), seen);
    await input.chunks.close();
    if (!input.isPacked) {
      const handle = await open(file, "r");
      close = async () => await handle.close();
      return { order, source: { kind: "bytes", handle, sizeBytes: size, broken: null }, isCopied: false };
    }
    const chunks = await input.again();
    close = async () => await chunks.close();
    if (order.isInOrder || order.isTooMuch) {
      return { order, source: { kind: "packed", chunks }, isCopied: false };
    }
    const source = yield* copy(chunks, () => void (work.copied = chunks.bytesRead()));
    return { order, source, isCopied: true };
  }

  async function* lookAndCopy(): AsyncGenerator<void, Known> {
    const finder = orderFinder(input.shape);
    const source = yield* copy(input.chunks, (bytes) => finder.push(bytes));
    return { order: finder.end(), source, isCopied: true };
  }

  async function* copy(chunks: ChunkReader, see: (bytes: Uint8Array) => void): AsyncGenerator<void, Source> {
    const spool = yield* spooled(chunks, see);
    await chunks.close();
    close = async () => await spool.close();
    return { kind: "bytes", ...spool };
  }

  function opened(section: Section, isWhole: boolean, otherParts: number): ItemReader {
    const reader = partReader(input, known as Known, { section, isWhole, otherParts });
    work.openParts.add(reader);
    const closePart = async (): Promise<void> => {
      if (!work.openParts.delete(reader)) return;
      work.closedParts += reader.bytesRead();
      await reader.close();
    };
    return { ...reader, close: closePart };
  }

  function parts(): readonly MergePart[] {
    const sections = sectionsOf((known as Known).order);
    return sections.map((section) => ({
      clockMs: section.clockMs,
      clockOf: section.clockOf,
      open: (otherParts) => opened(section, sections.length === 1, otherParts),
    }));
  }

  function bytesDone(): number {
    const copyShare = known?.isCopied === true ? lookShare : 0;
    let read = work.closedParts;
    for (const part of work.openParts) read += part.bytesRead();
    const scale = known?.source.kind === "bytes" && known.isCopied ? size / known.source.sizeBytes : 1;
    return (
      work.looked * lookShare + work.copied * copyShare + read * scale * (1 - lookShare - copyShare)
    );
  }

  return { file, prepare, failure: () => failed, parts, bytesDone, close: async () => await close() };
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

/** Pieces in which a part is read where others are open beside it: smaller ones where there are many. */
const pieceBytes = 65_536;
const smallPieceBytes = 8192;
const manyParts = 64;

interface Part {
  readonly section: Section;
  readonly isWhole: boolean;
  readonly otherParts: number;
}

function partReader(
  { file, shape }: OpenInput,
  { source }: Known,
  { section, isWhole, otherParts }: Part,
): ItemReader {
  const lines = { file, shape, firstLine: section.line, isWhole };
  if (source.kind === "packed") return itemReader(source.chunks, lines);
  const { handle, broken } = source;
  const pieces = otherParts < manyParts ? pieceBytes : smallPieceBytes;
  const chunks = isWhole ? rangeChunks(handle, section) : rangeChunks(handle, section, pieces);
  return itemReader(chunks, lines, section.toByte === Infinity ? broken : null);
}
