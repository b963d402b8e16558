import { reasonOf } from "../chunk-reader.ts";
import type { ItemReader } from "../item-reader.ts";
import type { OpenInput } from "../open-input.ts";
import type { FailedFile } from "../recording-item.ts";
import { type Section, sectionsOf } from "./file-order.ts";
import { type Known, type Looked, lookAt } from "./look-at.ts";
import type { MergePart } from "./merge.ts";
import { failedOrder, type OrderedInput } from "./ordered-input.ts";
import { partReader } from "./part-reader.ts";

/** Looking through, and copying, each take about this share of the time that reading takes. */
const lookShare = 0.1;

const tooManySections =
  "its partitions change places too often, more than half an hour apart each time; write them one after another, or sort the lines by ts";

/** What can be looked through before it is read: a file, or what flows by and is copied to disk. */
export function knownInput(input: OpenInput): OrderedInput {
  const { file } = input;
  const looked: Looked = { throughBytes: 0, copiedBytes: 0, close: async () => await input.chunks.close() };
  const reading = partsRead();
  let known: Known | null = null;
  let failed: FailedFile | null = null;

  async function* prepare(): AsyncGenerator<void, void> {
    try {
      known = yield* lookAt(input, looked);
      if (known.order.isTooMuch) failed = failedOrder(file, tooManySections);
    } catch (error) {
      failed = { kind: "failed", code: "file-unreadable", file, reason: reasonOf(error) };
    }
  }

  function parts(): readonly MergePart[] {
    const { order, source } = known as Known;
    const sections = sectionsOf(order);
    const open = (section: Section, otherParts: number): ItemReader =>
      partReader(input, source, { section, isWhole: sections.length === 1, otherParts });
    return sections.map((section) => ({
      clockMs: section.clockMs,
      clockOf: section.clockOf,
      open: (otherParts) => reading.counted(open(section, otherParts)),
    }));
  }

  function bytesDone(): number {
    const copiedBytes = known?.copiedBytes ?? null;
    const copyShare = copiedBytes === null ? 0 : lookShare;
    const packedShare = copiedBytes === null ? 1 : (input.sizeBytes ?? 0) / Math.max(copiedBytes, 1);
    return (
      looked.throughBytes * lookShare +
      looked.copiedBytes * copyShare +
      reading.bytes() * packedShare * (1 - lookShare - copyShare)
    );
  }

  return { file, prepare, failure: () => failed, parts, bytesDone, close: async () => await looked.close() };
}

/** Counts the bytes of parts that come and go. */
function partsRead(): { bytes(): number; counted(reader: ItemReader): ItemReader } {
  const open = new Set<ItemReader>();
  let closedBytes = 0;
  return {
    bytes: () => [...open].reduce((sum, reader) => sum + reader.bytesRead(), closedBytes),
    counted(reader) {
      open.add(reader);
      const close = async (): Promise<void> => {
        if (!open.delete(reader)) return;
        closedBytes += reader.bytesRead();
        await reader.close();
      };
      return { ...reader, close };
    },
  };
}
