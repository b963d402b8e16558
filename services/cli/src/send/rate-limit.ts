import type { WallClock } from "../replay/speed.ts";

/** Asked after each batch; a promise when the next must wait. */
export type RateLimit = (sent: number) => Promise<void> | undefined;

/** Batches are at most a tenth of a second long. */
export const batchesPerSecond = 10;

/** Holds back so that no more than so many a second are sent, counted from the first batch. */
export function rateLimit(perSecond: number, clock: WallClock): RateLimit {
  let startedMs: number | null = null;
  let all = 0;
  return (sent) => {
    startedMs ??= clock.nowMs();
    all += sent;
    const waitMs = startedMs + (all / perSecond) * 1000 - clock.nowMs();
    return waitMs > 0 ? clock.sleep(waitMs) : undefined;
  };
}
