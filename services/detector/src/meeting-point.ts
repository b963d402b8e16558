/** Where many producers hand things to one consumer, one at a time: a producer waits until its thing is dealt with. */
export interface MeetingPoint<Thing> {
  /** Resolves when the consumer has dealt with it, by asking for the next one. */
  give(thing: Thing): Promise<void>;
  /** The next thing, or null when none came in time. */
  take(waitMs: number): Promise<Thing | null>;
}

interface Offer<Thing> {
  readonly thing: Thing;
  readonly taken: () => void;
}

export function meetingPoint<Thing>(): MeetingPoint<Thing> {
  const offers: Offer<Thing>[] = [];
  let wake: () => void = () => undefined;
  let inHand: Offer<Thing> | null = null;
  return {
    give: async (thing) =>
      await new Promise<void>((resolve) => {
        offers.push({ thing, taken: resolve });
        wake();
      }),
    take: async (waitMs) => {
      inHand?.taken();
      inHand = null;
      if (offers.length === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      inHand = offers.shift() ?? null;
      return inHand?.thing ?? null;
    },
  };
}
