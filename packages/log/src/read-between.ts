import type { Log, LogPlace, LogRecord } from "./log.ts";

/** Long enough for one answer of a busy broker; the reader itself waits on. */
const waitMs = 1000;

/**
 * Gives every record of one partition from an offset to below another, which must be at most the partition's end, as long
 * as `take` says true. Records that were deleted or cannot be decoded are passed over. Rejects with the reason of `stop`:
 * brokers that do not answer are waited for.
 */
export async function readBetween(
  log: Log,
  range: {
    readonly place: LogPlace;
    readonly from: number;
    readonly to: number;
    readonly stop?: AbortSignal | undefined;
  },
  take: (record: LogRecord) => boolean,
): Promise<void> {
  const { place, from, to, stop } = range;
  if (from >= to) return;
  const reader = log.reader([{ ...place, offset: from }]);
  try {
    for (let next = from; next < to;) {
      stop?.throwIfAborted();
      const delivery = await reader.next(waitMs);
      if (delivery === null) continue;
      next = delivery.nextOffset;
      if (delivery.kind !== "records") continue;
      for (const record of delivery.records) {
        if (record.offset >= to || !take(record)) return;
      }
    }
  } finally {
    await reader.close();
  }
}
