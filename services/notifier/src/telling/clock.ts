import { setTimeout as sleep } from "node:timers/promises";

/** Time as a notifier meets it; tests hand in their own. */
export interface Clock {
  /** The wall clock, epoch ms. */
  readonly nowMs: () => number;
  /** Never goes back. */
  readonly elapsedMs: () => number;
  /** Resolves after so long, when the signal is aborted, or when something happens. */
  readonly pause: (forMs: number, stop: AbortSignal, or?: Promise<void>) => Promise<void>;
}

export function systemClock({ nowMs, elapsedMs }: Pick<Clock, "nowMs" | "elapsedMs">): Clock {
  return {
    nowMs,
    elapsedMs,
    pause: async (forMs, stop, or) => {
      const early = new AbortController();
      const signal = AbortSignal.any([stop, early.signal]);
      const slept = sleep(forMs, undefined, { signal }).catch(() => undefined);
      await (or === undefined ? slept : Promise.race([slept, or]));
      early.abort();
    },
  };
}
