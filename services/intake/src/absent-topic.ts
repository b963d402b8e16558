import { setTimeout as wait } from "node:timers/promises";
import { type Log, type LogPlace, type LogReader, presentCounts } from "@tocsin/log";

/** How often it is asked whether a topic has come: frames of what took part before wait for the answer. */
const askedEveryMs = 1000;

export interface TopicSight {
  readonly log: Pick<Log, "partitionCounts">;
  /** The clock by which it is told when an end was seen. */
  readonly hostMs: () => number;
}

/** What is not there of a partition: its whole topic, or itself alone, as where the topic was made anew with fewer. */
export type AbsentThing = "topic" | "partition";

export interface Absence {
  readonly what: AbsentThing;
  /** The moment at which it was not there, epoch ms. */
  readonly atMs: number;
}

/** Null where the partition is there. */
export async function absenceOf({ log, hostMs }: TopicSight, place: LogPlace): Promise<Absence | null> {
  const atMs = hostMs();
  const count = (await presentCounts(log, [place.topic])).get(place.topic);
  if (count === undefined) return { what: "topic", atMs };
  return count > place.partition ? null : { what: "partition", atMs };
}

export interface AbsentPlace extends TopicSight {
  readonly place: LogPlace;
  readonly absence: Absence;
  readonly elapsedMs: () => number;
  /** Called when it is there, or something else is not: then another reader is to read it. */
  readonly changed: () => void;
}

/** Reads a partition that is not there: nothing comes, and before the moment of the last answer nothing came. */
export function absentReader({ place, absence, elapsedMs, changed, ...sight }: AbsentPlace): LogReader {
  const closing = new AbortController();
  let askedAtMs = elapsedMs();
  let seenAtMs = absence.atMs;
  return {
    next: async (waitMs) => {
      await wait(waitMs, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted || elapsedMs() - askedAtMs < askedEveryMs) return null;
      askedAtMs = elapsedMs();
      const now = await absenceOf(sight, place);
      if (now?.what === absence.what) seenAtMs = now.atMs;
      else changed();
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
