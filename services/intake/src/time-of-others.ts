import type { Stream } from "@tocsin/core";
import { inputPlaces, type LogPlace, outputPartition, presentCounts } from "@tocsin/log";
import type { IntakeTaskOptions } from "./intake-options.ts";
import { closedUntil } from "./newest-frame.ts";

/**
 * How far the partitions that are there have come: the end of the newest window that all of them have closed, epoch ms, by
 * their frames. Where the stream is the clock, it is the only thing that says that time passes where nothing can come. Null
 * before each has a frame, where there is none, and when the partition itself is there.
 */
export type TimeOfOthers = () => Promise<number | null>;

export function timeOfOthers(
  { log, configuration: { topics, windowMs } }: Pick<IntakeTaskOptions, "log" | "configuration">,
  { stream, place }: { readonly stream: Stream; readonly place: LogPlace },
): TimeOfOthers {
  const { errorRate, deliveryLatency, reportVolume } = topics;
  const telemetry = [...new Set([errorRate, deliveryLatency, reportVolume])];
  const own = outputPartition(stream, place.partition);
  const known = new Map<number, { readonly end: number; readonly closedMs: number | null }>();
  return async () => {
    const present = await presentCounts(log, telemetry);
    const others = inputPlaces(topics, present).filter(({ windows }) => windows.partition !== own);
    let earliest: number | null = null;
    for (const { windows } of others) {
      const { end } = await log.span(windows);
      const before = known.get(windows.partition);
      const now =
        before?.end === end ? before : { end, closedMs: await closedUntil({ log, windowMs }, windows) };
      known.set(windows.partition, now);
      if (now.closedMs === null) return null;
      earliest = Math.min(earliest ?? now.closedMs, now.closedMs);
    }
    // Looked at last: if it is not there now, it was not when the others were so far.
    const isThere = ((await presentCounts(log, [place.topic])).get(place.topic) ?? 0) > place.partition;
    return isThere ? null : earliest;
  };
}
