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

  function seenOf({ file, topic, partition }: RecordedMessage): SeenOffsets | null {
    let topics = files.get(file);
    if (topics === undefined) files.set(file, (topics = new Map<string, SeenOffsets[]>()));
    let partitions = topics.get(topic);
    if (partitions === undefined) topics.set(topic, (partitions = []));
    const known = partitions[partition];
    if (known !== undefined || places >= mostPlaces || partition >= mostPlaces) return known ?? null;
    places += 1;
    return (partitions[partition] = seenOffsets());
  }

  const isAgain = (message: RecordedMessage): boolean =>
    message.isBare !== true && seenOf(message)?.add(message.offset) === true;

  return {
    mark(items) {
      let marked: RecordingItem[] | null = null;
      for (const [at, item] of items.entries()) {
        if (item.kind !== "message" || !isAgain(item)) continue;
        marked ??= [...items];
        const { topic, partition, offset, file, line } = item;
        marked[at] = { kind: "again", topic, partition, offset, file, line };
      }
      return marked ?? items;
    },
  };
}
