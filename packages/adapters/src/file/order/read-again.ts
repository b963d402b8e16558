import type { RecordedMessage, RecordingItem } from "../recording-item.ts";
import { mostPlaces } from "./places.ts";

/** Finds lines that stood in the same recording before, such as those of a second dump of the same topic. */
export interface ReadAgainFinder {
  /** The same items, with lines that are read again marked as such; each partition's lines must come in file order. */
  mark(items: readonly RecordingItem[]): readonly RecordingItem[];
}

/** How far a partition of a file is read. */
interface Progress {
  /** Highest offset so far, and the highest before that line. */
  newest: number;
  before: number;
}

/**
 * A line is read again if its offset is at or below its partition's highest. Only the highest offset that a further line
 * has gone beyond counts for that, so a single line with a damaged offset does not make all others look like old ones.
 */
export function readAgainFinder(): ReadAgainFinder {
  const files = new Map<string, Map<string, Progress[]>>();
  let places = 0;

  function progressOf({ file, topic, partition }: RecordedMessage): Progress | null {
    let topics = files.get(file);
    if (topics === undefined) files.set(file, (topics = new Map()));
    let partitions = topics.get(topic);
    if (partitions === undefined) topics.set(topic, (partitions = []));
    const known = partitions[partition];
    if (known !== undefined || places >= mostPlaces || partition >= mostPlaces) return known ?? null;
    places += 1;
    return (partitions[partition] = { newest: -1, before: -1 });
  }

  function isAgain(message: RecordedMessage): boolean {
    const progress = message.isBare === true ? null : progressOf(message);
    if (progress === null) return false;
    const { offset } = message;
    if (offset === progress.newest || offset <= progress.before) return true;
    if (offset > progress.newest) progress.before = progress.newest;
    progress.newest = offset;
    return false;
  }

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
