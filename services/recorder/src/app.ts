import type { InfluxSink } from "@tocsin/adapters/influx";
import type { Topology } from "@tocsin/contracts";
import type { Log } from "@tocsin/core";
import { type ChangingTopology, followGroup } from "./follow-group.ts";
import { observerWith, type RecorderObserver } from "./observer.ts";
import { isAborted, type RecorderPatience, usualPatience } from "./patience.ts";
import type { RecordedTopics } from "./project-record.ts";

export interface RecorderOptions {
  /** Is the caller's to close, as is the sink. */
  readonly log: Log;
  readonly sink: InfluxSink;
  readonly environment: string;
  readonly topics: RecordedTopics;
  /** The consumer group is `NAMEPREFIX.recorder`. */
  readonly namePrefix: string;
  readonly topology?: Topology | null;
  readonly observer?: Partial<RecorderObserver>;
  readonly patience?: Partial<RecorderPatience>;
}

export interface Recorder {
  /** Resolves when both topics are there and the group is being joined; throws a `LogFault` where not. */
  readonly start: () => Promise<void>;
  /** Leaves the group at once; a write that is under way is given up, and done again by who comes next. */
  readonly stop: () => Promise<void>;
  /** Resolves after `stop`, rejects when the recorder cannot go on: wrong credentials, or the unexpected. */
  readonly ended: Promise<void>;
  /** Written with the next window. */
  readonly changeTopology: (topology: Topology | null) => void;
}

/**
 * Copies evidence and incidents to InfluxDB. What the database has not acknowledged is read again after a restart, and
 * writing twice changes nothing, so that every record that can be used is in the database once its offset is committed.
 * An outage of the database holds up nobody else: the recorder waits, and reads nothing meanwhile.
 */
export function recorder(options: RecorderOptions): Recorder {
  const stopping = new AbortController();
  const ended = Promise.withResolvers<void>();
  ended.promise.catch(() => undefined);
  const topology: ChangingTopology = { current: options.topology ?? null, projection: null };
  let isRunning = false;
  return {
    start: async () => {
      const { evidence, incidents } = options.topics;
      await options.log.partitionCounts([evidence, incidents]);
      if (isAborted(stopping.signal)) return;
      isRunning = true;
      ended.resolve(run(options, topology, stopping.signal));
    },
    stop: async () => {
      stopping.abort();
      if (!isRunning) ended.resolve();
      await ended.promise.catch(() => undefined);
    },
    ended: ended.promise,
    changeTopology: (changed) => {
      topology.current = changed;
      topology.projection?.changeTopology(changed);
    },
  };
}

async function run(
  options: RecorderOptions,
  topology: ChangingTopology,
  stopping: AbortSignal,
): Promise<void> {
  const { log, sink, topics, environment, namePrefix } = options;
  const membership = log.join({
    group: `${namePrefix}.recorder`,
    topics: [topics.evidence, topics.incidents],
    strategy: "spread",
  });
  const leave = async (): Promise<void> => await membership.leave().catch(() => undefined);
  stopping.addEventListener("abort", () => void leave(), { once: true });
  try {
    await followGroup({
      log,
      membership,
      sink,
      topics,
      environment,
      observer: observerWith(options.observer ?? {}),
      patience: { ...usualPatience, ...options.patience },
      topology,
      stopping,
    });
  } finally {
    await leave();
  }
}
