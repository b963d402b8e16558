import { setTimeout as sleep } from "node:timers/promises";
import type { RetryOptions } from "@tocsin/adapters/influx";

/** How long the recorder waits for others. */
export interface RecorderPatience {
  /** How long one question for records may take. */
  readonly pollMs: number;
  /** Between attempts to reach a log that is away. */
  readonly logWaitMs: number;
  readonly retry: Pick<RetryOptions, "firstWaitMs" | "longestWaitMs" | "wait">;
}

export const usualPatience: RecorderPatience = { pollMs: 1000, logWaitMs: 1000, retry: {} };

/** Resolves after the time, or as soon as the signal is aborted. */
export async function waitOrAbort(waitMs: number, signal: AbortSignal): Promise<void> {
  await sleep(waitMs, undefined, { signal }).catch(() => undefined);
}

/** Asked anew after every wait: a compiler believes that a signal stays as it was. */
export const isAborted = (signal: AbortSignal): boolean => signal.aborted;
