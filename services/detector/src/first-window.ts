import { decodeFrame } from "@tocsin/adapters/wire";
import type { Log, LogPosition } from "@tocsin/log";

export interface FirstWindowSearch {
  readonly log: Log;
  readonly windowMs: number;
  readonly stop: AbortSignal;
  /** Called while waiting: the search is alive. */
  readonly waiting: () => void;
}

const pollMs = 1000;

/** Start of the earliest window of which any of these partitions holds a frame; waits until each has one. Null: stopped. */
export async function firstWindowStart(
  search: FirstWindowSearch,
  from: readonly LogPosition[],
): Promise<number | null> {
  let earliest: number | null = null;
  for (const position of from) {
    const start = await firstOf(search, position);
    if (start === null) return null;
    earliest = Math.min(earliest ?? start, start);
  }
  return earliest;
}

async function firstOf({ log, windowMs, stop, waiting }: FirstWindowSearch, position: LogPosition) {
  const reader = log.reader([position]);
  try {
    while (!stop.aborted) {
      waiting();
      const delivery = await reader.next(pollMs);
      if (delivery?.kind !== "records") continue;
      for (const { value } of delivery.records) {
        const decoded = decodeFrame(value, windowMs);
        if (decoded.kind === "frame") return decoded.frame.windowStart;
      }
    }
    return null;
  } finally {
    await reader.close();
  }
}
