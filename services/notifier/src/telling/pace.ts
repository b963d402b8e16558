const longestBackOffMs = 60_000;
const firstBackOffMs = 1000;

/** How long is waited after so many failures in a row, from 1: a second, then twice as long each time, up to a minute. */
export const backOffMs = (failures: number): number =>
  Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(failures - 1, 20));

export interface RateLimit {
  /** How long one more request must wait, ms; 0: not at all. */
  readonly waitMs: (nowMs: number) => number;
  readonly spend: (nowMs: number) => void;
}

/** So many requests a minute, a tenth of them at once. `nowMs` is of a clock that never goes back. */
export function rateLimit(perMinute: number): RateLimit {
  const capacity = Math.max(1, Math.floor(perMinute / 10));
  const perMs = perMinute / 60_000;
  let left = capacity;
  let atMs: number | null = null;
  const fill = (nowMs: number): void => {
    left = Math.min(capacity, left + (nowMs - (atMs ?? nowMs)) * perMs);
    atMs = nowMs;
  };
  return {
    waitMs: (nowMs) => {
      fill(nowMs);
      return left >= 1 ? 0 : Math.ceil((1 - left) / perMs);
    },
    spend: (nowMs) => {
      fill(nowMs);
      left = Math.max(0, left - 1);
    },
  };
}
