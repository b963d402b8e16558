/** How long something is tried, waited for and given up: pauses, attempts in a given time, and endings with a grace. */
import { LogFault } from "@tocsin/log";
import { errorType, logFault } from "./log-fault.ts";

export interface Persistence {
  readonly doing: string;
  readonly forMs: number;
  readonly signal: AbortSignal;
  /** Waits for an attempt to its end, however long, since what it makes must be closed. */
  readonly keepsWaiting?: boolean;
}

/** A cluster that begins with its first groups and transactions makes topics for them first, which may take long. */
export const startingForMs = 60_000;

/**
 * Tries again for as long as `forMs` while the cluster does not answer or is not ready. What would be the same the next
 * time (wrong credentials, missing topics) rejects at once. As long as a cluster says that its coordinators are not there
 * yet, there is more time: up to a minute.
 */
export async function persist<Result>(
  { doing, forMs, signal, keepsWaiting = false }: Persistence,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const begunAtMs = performance.now();
  let deadline = begunAtMs + forMs;
  for (let failures = 0; ; failures += 1) {
    try {
      return await (keepsWaiting ? attempt() : before(deadline, doing, attempt));
    } catch (error) {
      const fault = logFault(error, doing);
      if (signal.aborted) throw new LogFault("failed", `${doing}: the log was closed`);
      const waitMs = backoffMs(failures);
      if (isStarting(error)) deadline = Math.min(performance.now() + forMs, begunAtMs + startingForMs);
      if (!mayPass(error, fault) || performance.now() + waitMs > deadline) throw fault;
      await pause(waitMs, signal);
    }
  }
}

/** A broker that takes connections and does not answer would hold an attempt for longer than there is time. */
async function before<Result>(
  deadline: number,
  doing: string,
  attempt: () => Promise<Result>,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new LogFault("unreachable", `${doing}: no answer in time`)),
      Math.max(0, deadline - performance.now()),
    );
  });
  try {
    return await Promise.race([attempt(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a cluster says whose coordinators are still being made, loaded or moved. */
const starting = new Set([
  "GROUP_LOAD_IN_PROGRESS",
  "GROUP_COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR_FOR_GROUP",
]);

export function isStarting(error: unknown): boolean {
  return starting.has(errorType(error) ?? "");
}

/** Errors of a cluster that starts, elects leaders or moves a coordinator. */
const passing = new Set([
  "LEADER_NOT_AVAILABLE",
  "NOT_LEADER_FOR_PARTITION",
  "REPLICA_NOT_AVAILABLE",
  ...starting,
  "CONCURRENT_TRANSACTIONS",
  "KAFKA_STORAGE_ERROR",
  "FENCED_LEADER_EPOCH",
  "UNKNOWN_LEADER_EPOCH",
  "OFFSET_NOT_AVAILABLE",
  "NETWORK_EXCEPTION",
  "NOT_CONTROLLER",
]);

function mayPass(error: unknown, fault: LogFault): boolean {
  return fault.kind === "unreachable" || passing.has(errorType(error) ?? "");
}

/** Waits, but not longer than until the signal is given. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}

const firstPauseMs = 50;
const longestPauseMs = 1000;

/** 50 ms, then twice as long each time, up to 1 s; a quarter of it by chance, so that clients do not come together. */
export function backoffMs(failures: number): number {
  const full = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10));
  return Math.round(full * (0.75 + Math.random() / 4));
}

/** Resolves when the promise settles in whatever way, or after `graceMs`. Never rejects. */
export async function settled(promise: Promise<unknown>, graceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs);
  });
  const quiet = promise.then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([quiet, grace]);
  clearTimeout(timer);
}
