import { setTimeout as sleep } from "node:timers/promises";
import { InfluxFault } from "./influx-fault.ts";

export interface InfluxRetry {
  /** Attempts that failed so far, from 1. */
  readonly failures: number;
  readonly waitMs: number;
  readonly fault: InfluxFault;
}

export interface RetryOptions {
  /** Called before every wait: an outage must be seen by somebody. */
  readonly onRetry: (retry: InfluxRetry) => void;
  /** Ends the waiting; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly firstWaitMs?: number;
  readonly longestWaitMs?: number;
  /** Rejects when the signal is aborted. For tests. */
  readonly wait?: (waitMs: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** A server that asks for more is asked again sooner: the header may be another program's, and the outage over. */
const longestAskedMs = 30_000;

const sleeping = async (waitMs: number, signal: AbortSignal | undefined): Promise<void> =>
  await sleep(waitMs, undefined, { signal });

/**
 * Tries for ever as long as the database is away or its bucket is missing, with waits that double from `firstWaitMs` to
 * `longestWaitMs` and are not shorter than the server asks for (half a minute at most). Whatever else goes wrong is
 * thrown at once.
 */
export async function untilWritten<Result>(
  attempt: () => Promise<Result>,
  options: RetryOptions,
): Promise<Result> {
  const { onRetry, signal, firstWaitMs = 200, longestWaitMs = 15_000, wait = sleeping } = options;
  for (let failures = 1; ; failures += 1) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof InfluxFault) || !mayPass(error)) throw error;
      const backOffMs = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures - 1, 30));
      const waitMs = Math.max(backOffMs, Math.min(error.retryAfterMs, longestAskedMs));
      onRetry({ failures, waitMs, fault: error });
      await wait(waitMs, signal);
    }
  }
}

const mayPass = ({ kind }: InfluxFault): boolean => kind === "unavailable" || kind === "missing";
