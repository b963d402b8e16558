import { setTimeout as sleep } from "node:timers/promises";
import type { WallClock } from "./speed.ts";

/** Longer timers overflow in Node. */
const longestSleepMs = 2 ** 31 - 1;

/** The machine's own clock; a sleep ends with an AbortError when the user interrupts. */
export const wallClock = (interrupted: AbortSignal | undefined): WallClock => ({
  nowMs: () => performance.now(),
  sleep: async (delayMs) => {
    const options = interrupted === undefined ? {} : { signal: interrupted };
    await sleep(Math.min(delayMs, longestSleepMs), undefined, options);
  },
});
