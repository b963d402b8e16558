/** By code unit: the same on every machine, whatever its language. */
export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Where a frame, or a part of one, comes from. */
interface FramePlace {
  readonly topic: string;
  readonly partition: number;
  readonly part: number;
}

/** The order of topic, partition and part: that in which the lower one counts where two say different things. */
export function comparePlaces(one: FramePlace, other: FramePlace): number {
  if (one.topic !== other.topic) return compareText(one.topic, other.topic);
  return one.partition === other.partition ? one.part - other.part : one.partition - other.partition;
}
