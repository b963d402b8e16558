import { LogFault } from "@tocsin/log";
import { logFault } from "../log-fault.ts";
import { backoffMs, pause } from "./pause.ts";

export interface Persistence {
  readonly doing: string;
  readonly forMs: number;
  readonly signal: AbortSignal;
  /** Waits for an attempt to its end, however long, since what it makes must be closed. */
  readonly keepsWaiting?: boolean;
}

/**
 * Tries again for as long as `forMs` while the cluster does not answer or is not ready. What would be the same the next
 * time (wrong credentials, missing topics) rejects at once.
 */
export async function persist<Result>(
  { doing, forMs, signal, keepsWaiting = false }: Persistence,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const deadline = Date.now() + forMs;
  for (let failures = 0; ; failures += 1) {
    try {
      return await (keepsWaiting ? attempt() : before(deadline, doing, attempt));
    } catch (error) {
      const fault = logFault(error, doing);
      if (signal.aborted) throw new LogFault("failed", `${doing}: the log was closed`);
      const waitMs = backoffMs(failures);
      if (!mayPass(error, fault) || Date.now() + waitMs > deadline) throw fault;
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
      Math.max(0, deadline - Date.now()),
    );
  });
  try {
    return await Promise.race([attempt(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Errors of a cluster that starts, elects leaders or moves a coordinator. */
const passing = new Set([
  "LEADER_NOT_AVAILABLE",
  "NOT_LEADER_FOR_PARTITION",
  "REPLICA_NOT_AVAILABLE",
  "GROUP_LOAD_IN_PROGRESS",
  "GROUP_COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR_FOR_GROUP",
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

/** kafkajs' name of a broker's error code, wherever in the chain of causes it stands. */
export function errorType(error: unknown): string | undefined {
  for (let next = error, depth = 0; next instanceof Error && depth < 10; depth += 1) {
    if ("type" in next && typeof next.type === "string") return next.type;
    next = next.cause;
  }
  return undefined;
}
