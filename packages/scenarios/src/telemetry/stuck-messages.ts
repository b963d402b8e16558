/** Messages that were handed over and could not be delivered, oldest first. */
export interface StuckMessages {
  readonly count: () => number;
  /** Start of the minute of the oldest one, or null when none waits. */
  readonly oldest: () => number | null;
  readonly add: (ts: number, count: number) => void;
  /** Takes out the oldest messages, at most so many as wait. */
  readonly take: (count: number) => void;
}

/** A queue with one entry per minute, so that its size is bounded by the length of an outage. */
export function stuckMessages(): StuckMessages {
  const minutes: { readonly ts: number; count: number }[] = [];
  let total = 0;

  return {
    count: () => total,
    oldest: () => minutes[0]?.ts ?? null,
    add: (ts, count) => {
      if (count === 0) return;
      minutes.push({ ts, count });
      total += count;
    },
    take: (count) => {
      let left = Math.min(count, total);
      total -= left;
      while (left > 0) {
        const first = minutes[0];
        if (first === undefined) return;
        const taken = Math.min(left, first.count);
        first.count -= taken;
        left -= taken;
        if (first.count === 0) minutes.shift();
      }
    },
  };
}
