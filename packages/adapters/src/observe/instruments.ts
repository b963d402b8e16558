import type { Health } from "./health.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";

/** Where workers of a process tell how they are. */
export interface Instruments {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  /** The host's wall clock, epoch ms. It may step in both directions. */
  readonly nowMs: () => number;
  /** Milliseconds since some moment, for durations: never goes back, whatever is done to the wall clock. */
  readonly elapsedMs: () => number;
}

/** A worker that has done nothing for so long, not even found that there is nothing to do, is stuck. */
export const progressDeadlineMs = 60_000;
