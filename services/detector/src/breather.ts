import { setImmediate as nextTurn } from "node:timers/promises";

/** So long windows are judged one after the other, before the process does what else waits in it. */
const mostMs = 100;

/**
 * Gives the process its turn when judging has taken long: without heartbeats the group would hand the identity to another
 * detector, which would begin with the same windows, and so on without end.
 */
export function breather(nowMs: () => number): () => Promise<void> {
  let sinceMs = nowMs();
  return async () => {
    if (nowMs() - sinceMs < mostMs) return;
    await nextTurn();
    sinceMs = nowMs();
  };
}
