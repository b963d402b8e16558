import type { Wait } from "./patience.ts";

/** A clock that stands still until the test moves it. */
export interface VirtualTime {
  nowMs(): number;
  readonly wait: Wait;
  /** Moves the clock, and ends every wait whose time has come, in the order of their times. */
  advance(byMs: number): void;
}

export function virtualTime(startMs: number): VirtualTime {
  let nowMs = startMs;
  const waiting = new Set<{ readonly dueMs: number; readonly wake: () => void }>();
  return {
    nowMs: () => nowMs,
    wait: (waitMs, signal) =>
      new Promise((resolve) => {
        const waiter = { dueMs: nowMs + waitMs, wake: resolve };
        waiting.add(waiter);
        signal.addEventListener("abort", () => {
          waiting.delete(waiter);
          resolve();
        });
      }),
    advance(byMs) {
      nowMs += byMs;
      const due = [...waiting].filter(({ dueMs }) => dueMs <= nowMs);
      for (const waiter of due.toSorted((one, other) => one.dueMs - other.dueMs)) {
        waiting.delete(waiter);
        waiter.wake();
      }
    },
  };
}
