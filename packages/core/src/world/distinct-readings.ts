import { identityKey, sameValues } from "../reading/identity.ts";
import type { Reading } from "../reading/reading.ts";
import type { Frame } from "../window/index.ts";

export interface DistinctReadings {
  readonly readings: readonly Reading[];
  readonly duplicates: number;
  readonly conflicts: number;
}

/**
 * The readings of one window of the world without those that another partition of the same topic holds too: the lowest
 * (topic, partition, offset) stays. Takes the frames in the order of topic, partition and part, and which of their readings
 * are meant. Inside a partition the window stage has done the same already.
 */
export function distinctReadings(
  frames: readonly Frame[],
  readingsOf: (frame: Frame) => readonly Reading[],
): DistinctReadings {
  const readings: Reading[] = [];
  let conflicts = 0;
  let found = 0;
  for (let from = 0; from < frames.length;) {
    const to = topicEnd(frames, from);
    const ofTopic = frames.slice(from, to);
    const distinct = isOnePartition(ofTopic) ? undefined : new Map<string, Reading>();
    for (const frame of ofTopic) {
      const rows = readingsOf(frame);
      found += rows.length;
      for (const reading of rows) {
        const held = distinct === undefined ? undefined : claim(distinct, frame, reading);
        if (held === undefined) readings.push(reading);
        else if (!sameValues(held, reading)) conflicts += 1;
      }
    }
    from = to;
  }
  return { readings, conflicts, duplicates: found - readings.length - conflicts };
}

/** Who holds the reading's identity already; undefined when nobody did and the reading now does. */
function claim(distinct: Map<string, Reading>, frame: Frame, reading: Reading): Reading | undefined {
  const key = identityKey(reading, frame);
  const held = distinct.get(key);
  if (held === undefined) distinct.set(key, reading);
  return held;
}

function topicEnd(frames: readonly Frame[], from: number): number {
  const topic = frames[from]?.topic;
  let to = from + 1;
  while (to < frames.length && frames[to]?.topic === topic) to += 1;
  return to;
}

function isOnePartition(frames: readonly Frame[]): boolean {
  return frames[0]?.partition === frames[frames.length - 1]?.partition;
}
