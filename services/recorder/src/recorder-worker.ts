import { type Projection, projection } from "@tocsin/adapters/influx";
import { refuseForeign } from "@tocsin/adapters/process";
import type { Topology } from "@tocsin/contracts";
import { type GroupWorker, groupWorker, keepTrying, type LogMembership, type LogPlace } from "@tocsin/log";
import { readPlaces } from "./read-places.ts";
import { recorderGroup, type RecorderOptions } from "./recorder-options.ts";

/** Evidence and incidents to InfluxDB. Several share the topics' partitions out. */
export interface RecorderWorker extends GroupWorker {
  /** The topology as it is from the next window on. */
  reload(topology: Topology | null): void;
}

/** The topology as it is now, and what must hear of a change. */
interface Current {
  topology: Topology | null;
  projection: Projection | null;
}

/**
 * Begins to work at once. What the database has not acknowledged is read again after a restart, and writing twice changes
 * nothing, so that every record that can be used is in the database once its offset is committed. An outage of the
 * database holds up nobody else: the recorder waits, and reads nothing meanwhile. `done` rejects with an `InfluxFault`
 * when the database refuses the credentials.
 */
export function recorderWorker(options: RecorderOptions): RecorderWorker {
  const { evidence, incidents } = options.configuration.topics;
  const topics = [evidence, incidents];
  const group = recorderGroup(options.configuration);
  const current: Current = { topology: options.topology, projection: null };
  const membership = options.log.join({ group, topics, strategy: "spread" });
  let end = async (): Promise<void> => undefined;
  const worker = groupWorker({
    join: () => membership,
    changed: async (places, failed) => {
      refuseForeign(places, topics, group);
      await end();
      options.instrumentation.assigned(places);
      if (places.length === 0) end = async () => undefined;
      else {
        const stop = new AbortController();
        const done = keepReading({ options, membership, current }, places, stop.signal).catch(failed);
        end = async () => {
          stop.abort();
          await done;
        };
      }
    },
  });
  return {
    ...worker,
    reload: (topology) => {
      current.topology = topology;
      current.projection?.changeTopology(topology);
    },
  };
}

interface Recording {
  readonly options: RecorderOptions;
  readonly membership: LogMembership;
  readonly current: Current;
}

/** A write that is under way when this is stopped is given up, and done again by whom the partition belongs to then. */
async function keepReading(
  { options, membership, current }: Recording,
  places: readonly LogPlace[],
  stop: AbortSignal,
): Promise<void> {
  const { environment } = options.configuration;
  const failed = (error: unknown): void => options.instrumentation.failed(error);
  // The recorder has no identity that could be fenced.
  await keepTrying({ stop, fencedPauseMs: 0, failed }, async () => {
    // A new one for every attempt: what a given-up write leaves out of it, the next attempt gives again.
    const fresh = projection({ environment, topology: current.topology });
    current.projection = fresh;
    try {
      await readPlaces({ options, membership, projection: fresh, stop }, places);
    } catch (error) {
      if (!stop.aborted) throw error;
    }
  });
}
