import { type InfluxSink, type Projection, projection } from "@tocsin/adapters/influx";
import type { Topology } from "@tocsin/contracts";
import { type Log, LogFault, type LogMembership, type LogPlace } from "@tocsin/core";
import type { RecorderObserver } from "./observer.ts";
import { isAborted, type RecorderPatience, waitOrAbort } from "./patience.ts";
import type { RecordedTopics } from "./project-record.ts";
import { readPlaces } from "./read-places.ts";

export interface Following {
  readonly log: Log;
  readonly membership: LogMembership;
  readonly sink: InfluxSink;
  readonly topics: RecordedTopics;
  readonly environment: string;
  readonly observer: RecorderObserver;
  readonly patience: RecorderPatience;
  readonly topology: ChangingTopology;
  readonly stopping: AbortSignal;
}

/** The topology as it is now, and whoever must hear of a change. */
export interface ChangingTopology {
  current: Topology | null;
  projection: Projection | null;
}

/**
 * Reads whatever the group gives to this member, until it leaves the group. One assignment ends before the next begins:
 * what was being written then is given up, and written again by whom the partition belongs to now.
 */
export async function followGroup(following: Following): Promise<void> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  let endReading = async (): Promise<void> => undefined;
  try {
    for (;;) {
      const places = await Promise.race([nextAssignment(following), failed.promise]);
      await endReading();
      if (places === null) return;
      following.observer.assigned(places);
      endReading = places.length === 0 ? async () => undefined : begun(following, places, failed.reject);
    }
  } finally {
    await endReading();
  }
}

async function nextAssignment(following: Following): Promise<readonly LogPlace[] | null> {
  const { membership, stopping } = following;
  for (;;) {
    try {
      return await membership.next();
    } catch (error) {
      if (isAborted(stopping)) return null;
      await waitOut(following, error, stopping);
    }
  }
}

/** Gives what ends the reading and waits until it has ended. */
function begun(
  following: Following,
  places: readonly LogPlace[],
  failed: (error: unknown) => void,
): () => Promise<void> {
  const control = new AbortController();
  const reading = keepReading(following, places, control.signal).catch(failed);
  return async () => {
    control.abort();
    await reading;
  };
}

async function keepReading(
  following: Following,
  places: readonly LogPlace[],
  signal: AbortSignal,
): Promise<void> {
  const { topology, environment } = following;
  while (!isAborted(signal)) {
    const current = projection({ environment, topology: topology.current });
    topology.projection = current;
    try {
      await readPlaces({ ...following, projection: current, signal }, places);
    } catch (error) {
      if (!isAborted(signal)) await waitOut(following, error, signal);
    }
  }
}

/** A log that is away comes back; what else goes wrong is for others to decide. */
async function waitOut(
  { observer, patience }: Following,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  if (!(error instanceof LogFault) || error.kind !== "unreachable") throw error;
  observer.disturbed(error);
  await waitOrAbort(patience.logWaitMs, signal);
}
