import { decodeAlert } from "@tocsin/adapters/wire";
import type { AlertEvent } from "@tocsin/contracts";
import type { Log } from "@tocsin/log";
import { readTopic } from "./read-topic.ts";

export interface NewestAlerts {
  /** The newest revision of each incident, in the order in which they were first told. */
  readonly events: readonly AlertEvent[];
  /** Records that are no alerts. */
  readonly unread: number;
}

export async function newestAlerts(
  log: Log,
  topic: string,
  interrupted: AbortSignal | undefined,
): Promise<NewestAlerts> {
  const newest = new Map<string, AlertEvent>();
  let unread = 0;
  const take = (value: Uint8Array | null): void => {
    const decoded = decodeAlert(value);
    if (decoded.kind === "rejected") {
      unread += 1;
      return;
    }
    const { incident, revision } = decoded.event.data;
    const known = newest.get(incident);
    if (known === undefined || known.data.revision <= revision) newest.set(incident, decoded.event);
  };
  await readTopic(log, topic, ({ value }) => take(value), interrupted);
  return { events: [...newest.values()], unread };
}
