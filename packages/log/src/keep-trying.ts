import { setTimeout as wait } from "node:timers/promises";
import { LogFault } from "./log.ts";
import { StateFault } from "./state-fault.ts";

export interface KeepTrying {
  readonly stop: AbortSignal;
  /** How long a worker keeps still whose identity was taken over. */
  readonly fencedPauseMs: number;
  readonly failed: (error: unknown) => void;
}

const firstBackOffMs = 100;
const longestBackOffMs = 5000;

/**
 * Runs an attempt again and again until it is told to stop; an attempt may end with the reason of that. Rejects for what trying again cannot mend: state that must
 * not be used, refused credentials, a clock that the brokers do not believe, and every error of the program. (That topics are there is checked at the start; one that
 * is deleted, or a partition that is added later than another, may come.)
 *
 * After `fenced` somebody else holds the identity. Taking it back at once would fence the new holder in turn, so a change
 * of assignment that must be under way is waited for.
 */
export async function keepTrying(how: KeepTrying, attempt: () => Promise<void>): Promise<void> {
  let backOffMs = firstBackOffMs;
  while (!how.stop.aborted) {
    const begunAtMs = performance.now();
    try {
      await attempt();
    } catch (error) {
      if (isStop(error, how.stop)) return;
      if (!isMendable(error)) throw error;
      how.failed(error);
      if (performance.now() - begunAtMs > longestBackOffMs) backOffMs = firstBackOffMs;
      await pause(error.kind === "fenced" ? how.fencedPauseMs : backOffMs, how.stop);
      backOffMs = Math.min(backOffMs * 2, longestBackOffMs);
    }
  }
}

function isStop(error: unknown, stop: AbortSignal): boolean {
  return stop.aborted && error === stop.reason;
}

export function isMendable(error: unknown): error is LogFault {
  if (error instanceof StateFault || !(error instanceof LogFault)) return false;
  return error.kind !== "refused" && error.kind !== "time-refused";
}

async function pause(forMs: number, stop: AbortSignal): Promise<void> {
  await wait(forMs, undefined, { signal: stop }).catch(() => undefined);
}
