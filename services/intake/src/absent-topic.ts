import { setTimeout as wait } from "node:timers/promises";
import { type Log, type LogPlace, type LogReader, presentCounts } from "@tocsin/log";

/** How often it is asked whether a topic has come: frames of what took part before wait for the answer. */
const askedEveryMs = 1000;

export interface TopicSight {
  readonly log: Pick<Log, "partitionCounts">;
  /** The clock by which it is told when an end was seen. */
  readonly hostMs: () => number;
}

/** The moment at which a partition was not there, epoch ms; null where it is. */
export async function absentAt({ log, hostMs }: TopicSight, place: LogPlace): Promise<number | null> {
  const askedAtMs = hostMs();
  const counts = await presentCounts(log, [place.topic]);
  return (counts.get(place.topic) ?? 0) > place.partition ? null : askedAtMs;
}

export interface AbsentPlace extends TopicSight {
  readonly place: LogPlace;
  /** When it was not there. */
  readonly sinceMs: number;
  readonly elapsedMs: () => number;
  /** Called when the topic is there; what reads it is another reader. */
  readonly appeared: () => void;
}

/** Reads a partition whose topic is not there: nothing comes, and before the moment of the last answer nothing came. */
export function absentReader({ place, sinceMs, elapsedMs, appeared, ...sight }: AbsentPlace): LogReader {
  const closing = new AbortController();
  let askedAtMs = elapsedMs();
  let seenAtMs = sinceMs;
  return {
    next: async (waitMs) => {
      await wait(waitMs, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted || elapsedMs() - askedAtMs < askedEveryMs) return null;
      askedAtMs = elapsedMs();
      const absentAtMs = await absentAt(sight, place);
      if (absentAtMs === null) appeared();
      else seenAtMs = absentAtMs;
      return null;
    },
    seek: () => undefined,
    endSeenAtMs: () => seenAtMs,
    heldBack: () => null,
    lag: () => null,
    mark: () => null,
    close: async () => {
      closing.abort();
      await Promise.resolve();
    },
  };
}
