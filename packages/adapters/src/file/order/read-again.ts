import type { RecordedMessage, RecordingItem } from "../recording-item.ts";
import { mostPlaces } from "./places.ts";
import { type SeenOffsets, seenOffsets } from "./seen-offsets.ts";

/** Finds lines that stood in the same recording before, such as those of a second dump of the same topic. */
export interface ReadAgainFinder {
  /** The same items, with lines that are read again marked as such; each partition's lines must come in file order. */
  mark(items: readonly RecordingItem[]): readonly RecordingItem[];
}

/**
 * A line is read again if its partition's offset stood in the same file before. An offset that was passed over and comes
 * later is a message like any other: lines that were sorted by time swap their offsets.
 */
export function readAgainFinder(): ReadAgainFinder {
  const files = new Map<string, Map<string, SeenOffsets[]>>();
  let places = 0;
  /** Of the line before: most lines have the same. */
  let last: { readonly file: string; readonly topic: string; readonly partitions: SeenOffsets[] } | null =
    null;

  function partitionsOf(file: string, topic: string): SeenOffsets[] {
    if (last?.file === file && last.topic === topic) return last.partitions;
    const topics = files.get(file) ?? new Map<string, SeenOffsets[]>();
    const partitions = topics.get(topic) ?? [];
    files.set(file, topics.set(topic, partitions));
    last = { file, topic, partitions };
    return partitions;
  }

  function isAgain({ isBare, file, topic, partition, offset }: RecordedMessage): boolean {
    if (isBare === true) return false;
    const partitions = partitionsOf(file, topic);
    const known = partitions[partition];
    if (known !== undefined) return known.add(offset);
    if (places < mostPlaces && partition < mostPlaces) {
      places += 1;
      (partitions[partition] = seenOffsets()).add(offset);
    }
    return false;
  }

  return {
    mark(items) {
      let marked: RecordingItem[] | null = null;
      for (let at = 0; at < items.length; at += 1) {
        const item = items[at] as RecordingItem;
        if (item.kind !== "message" || !isAgain(item)) continue;
        marked ??= [...items];
        const { topic, partition, offset, file, line } = item;
        marked[at] = { kind: "again", topic, partition, offset, file, line };
      }
      return marked ?? items;
    },
  };
}
