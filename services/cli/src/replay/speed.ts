import { usageFault } from "../exit-codes.ts";

/** Times as fast as it happened; `max` waits for nothing. */
export type Speed = "max" | number;

export function speedOf(text: string | undefined): Speed {
  if (text === undefined || text === "max") return "max";
  const times = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || times <= 0) {
    throw usageFault(
      `--speed takes max or a number above 0, not ${text}`,
      "--speed 60 replays an hour in a minute.",
    );
  }
  return times;
}

/** The wall clock, apart from everything else so that tests need not wait. */
export interface WallClock {
  readonly nowMs: () => number;
  readonly sleep: (delayMs: number) => Promise<void>;
}

/** Shorter waits are left to add up: timers are no finer than this. */
const shortestWaitMs = 5;

/** Asked with each arrival; a promise when it is too early for it. */
export type Pacing = (arrivalMs: number) => Promise<void> | undefined;

/**
 * Holds arrivals back so that event time passes `times` as fast as the wall clock, counted from the first arrival, so
 * that waits do not add up to a drift. Arrivals that go back in time are not waited for. The output does not change.
 */
export function pacing(times: number, clock: WallClock): Pacing {
  let firstArrivalMs: number | null = null;
  let startedMs = 0;
  return (arrivalMs) => {
    if (firstArrivalMs === null) {
      firstArrivalMs = arrivalMs;
      startedMs = clock.nowMs();
      return undefined;
    }
    const dueMs = startedMs + (arrivalMs - firstArrivalMs) / times;
    const waitMs = dueMs - clock.nowMs();
    return waitMs < shortestWaitMs ? undefined : clock.sleep(waitMs);
  };
}
