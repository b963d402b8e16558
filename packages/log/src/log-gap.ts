import type { LogDelivery, LogGapReason } from "./log.ts";

/** A gap as workers tell it. */
export interface LogGap {
  readonly expected: number;
  readonly next: number;
  readonly reason: LogGapReason;
}

export function logGap(delivery: Extract<LogDelivery, { kind: "gap" }>): LogGap {
  const { expectedOffset: expected, nextOffset: next, reason } = delivery;
  return { expected, next, reason };
}

/** For people: what became of the records, and of what a worker remembers. */
export const gapWords: Readonly<Record<LogGapReason, string>> = {
  deleted: "records were deleted before they were read, and are lost; what was learned stays",
  "made-anew":
    "the topic was deleted and made anew, and is read from its beginning; what was learned stays, and closed windows stay closed",
  "cut-back":
    "the newest records were lost with their broker: what stands in their place is read; what was made of those that were read stays",
};
