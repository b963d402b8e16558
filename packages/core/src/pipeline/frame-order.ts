import { comparePlaces, type Frame } from "../window/index.ts";

/** Sorts frames by window, topic, partition and part: the order in which they stand wherever several come at once. */
export function inWindowOrder(frames: Frame[]): Frame[] {
  return frames.sort((one, other) =>
    one.windowStart === other.windowStart ? comparePlaces(one, other) : one.windowStart - other.windowStart,
  );
}
