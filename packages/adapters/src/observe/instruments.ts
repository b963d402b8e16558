import type { Health } from "./health.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";

/** Where workers of a process tell how they are. */
export interface Instruments {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly nowMs: () => number;
}

/** A worker that has done nothing for so long, not even found that there is nothing to do, is stuck. */
export const progressDeadlineMs = 60_000;
