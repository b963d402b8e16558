/** The reader that the port promises: some partitions, each with its feed, that deliver by turns. */
import type { LogDelivery, LogPosition, LogReader } from "@tocsin/log";
import { placeKey } from "../client/partitions.ts";
import { feed, type Feed } from "./feed.ts";
import { type Fetcher } from "./fetcher.ts";

/** Reads partitions side by side: who has something to deliver takes turns. */
export function reader(fetcher: Fetcher, from: readonly LogPosition[], maxBatchBytes: number): LogReader {
  const feeds = new Map<string, Feed>();
  let order: readonly Feed[] = [];
  let turn = 0;
  let closed = false;
  let signal: (() => void) | null = null;
  const changed = (): void => signal?.();

  const seek = (position: LogPosition): void => {
    if (closed) return;
    const known = feeds.get(placeKey(position));
    if (known !== undefined) {
      known.seek(position);
      fetcher.wake();
      return;
    }
    const added = feed(position, maxBatchBytes);
    feeds.set(placeKey(position), added);
    order = [...feeds.values()];
    fetcher.add(added, changed);
  };
  for (const position of from) seek(position);

  const deliver = (): LogDelivery | null => {
    for (let count = 0; count < order.length; count += 1) {
      turn = (turn + 1) % order.length;
      const delivery = order[turn]?.deliver() ?? null;
      if (delivery !== null) return delivery;
    }
    return null;
  };

  return {
    next: async (waitMs) => {
      const deadline = performance.now() + waitMs;
      for (;;) {
        if (closed) return null;
        const delivery = deliver();
        fetcher.wake();
        if (delivery !== null) return delivery;
        const leftMs = deadline - performance.now();
        if (leftMs <= 0) return null;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, leftMs);
          signal = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        signal = null;
      }
    },
    seek,
    endSeenAtMs: (place) => feeds.get(placeKey(place))?.endSeenAtMs() ?? null,
    heldBack: (place) => feeds.get(placeKey(place))?.heldBack() ?? null,
    mark: (place) => feeds.get(placeKey(place))?.mark() ?? null,
    lag: (place) => feeds.get(placeKey(place))?.lag() ?? null,
    close: () => {
      closed = true;
      for (const one of order) fetcher.remove(one);
      changed();
      return Promise.resolve();
    },
  };
}
