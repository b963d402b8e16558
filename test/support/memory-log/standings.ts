import type { HeldBack, LogDelivery, LogMark, LogPlace, LogPosition } from "@tocsin/log";
import { partitionAt } from "./broker.ts";
import type { ClientContext } from "./client-context.ts";
import { deliveryFrom } from "./delivery-from.ts";
import { placeKey } from "./place-key.ts";
import { markAt, stableEnd } from "./stored-partition.ts";

/** How far a reader has come in one partition. A seek puts a new one in its place. */
interface Standing {
  readonly place: LogPlace;
  offset: number;
  mark: LogMark;
  /** As of the last answer. */
  end: number | null;
  endSeenAtMs: number | null;
  heldBack: HeldBack | null;
}

/** What one request brought: where the partitions end, and the next delivery of the first that has one. */
interface Answer {
  readonly ends: readonly { readonly standing: Standing; readonly end: number; readonly isOpen: boolean }[];
  readonly found: { readonly standing: Standing; readonly delivery: LogDelivery } | null;
}

/** How far a reader has come in all its partitions. */
export interface Standings {
  stand(position: LogPosition): void;
  at(place: LogPlace): Standing | undefined;
  /** Asks the cluster once, and moves on behind the delivery; null when there is none. */
  fetch(): Promise<LogDelivery | null>;
}

/** Partitions that have something take turns. */
export function standings(context: ClientContext): Standings {
  const { broker, life } = context;
  const byPlace = new Map<string, Standing>();
  let served = 0;

  const at = (place: LogPlace): Standing | undefined => byPlace.get(placeKey(place));

  function answer(): Answer {
    const all = [...byPlace.values()];
    const ends = all.map((standing) => {
      const partition = partitionAt(broker, standing.place);
      return { standing, end: stableEnd(partition), isOpen: partition.undecided.size > 0 };
    });
    for (let step = 0; step < all.length; step += 1) {
      const turn = (served + step) % all.length;
      const standing = all[turn] as Standing;
      const partition = partitionAt(broker, standing.place);
      const delivery = deliveryFrom(partition, standing, context.maxBatchRecords);
      if (delivery === null) continue;
      served = turn + 1;
      return { ends, found: { standing, delivery } };
    }
    return { ends, found: null };
  }

  return {
    stand({ topic, partition, offset, mark }) {
      const place = { topic, partition };
      const unmarked = { topicId: null, epoch: null };
      byPlace.set(placeKey(place), {
        place,
        offset,
        mark: mark ?? unmarked,
        end: null,
        endSeenAtMs: null,
        heldBack: null,
      });
    },
    at,
    async fetch() {
      for (;;) {
        const sentAtMs = broker.nowMs();
        const { ends, found } = await life.step("fetch", answer);
        for (const { standing, end, isOpen } of ends) {
          const isAtEnd = standing.offset >= end;
          standing.end = end;
          standing.endSeenAtMs = isAtEnd && !isOpen ? sentAtMs : null;
          const sinceMs = standing.heldBack?.sinceMs ?? sentAtMs;
          standing.heldBack = isAtEnd && isOpen ? { sinceMs, seenAtMs: sentAtMs } : null;
        }
        if (found === null) return null;
        // Asked before a seek, so it is not what the reader wants any more.
        if (at(found.standing.place) !== found.standing) continue;
        found.standing.offset = found.delivery.nextOffset;
        found.standing.mark = markAt(partitionAt(broker, found.standing.place), found.standing.offset);
        return found.delivery;
      }
    },
  };
}
