import type { RetryOptions } from "@tocsin/adapters/influx";
import { Topology, topicNames } from "@tocsin/contracts";
import type { LogPlace } from "@tocsin/log";
import { memoryCluster, type MemoryCluster, type Wait } from "../../../../test/support/memory-log/index.ts";
import { alert, frame, minute } from "../../../../packages/adapters/test/support/evidence.ts";
import type { RecorderConfiguration, RecorderInstrumentation, RecorderOptions } from "../../src/index.ts";

const topics = { evidence: topicNames.evidence, incidents: topicNames.incidents };
export const evidence: LogPlace = { topic: topics.evidence, partition: 0 };
export const incidents: LogPlace = { topic: topics.incidents, partition: 0 };
export const group = "tocsin.recorder";

export const topology = Topology.parse({
  services: { facebook: null },
  components: { backbone: { services: ["facebook"] } },
});

export const evidenceValue = (window: number): string =>
  JSON.stringify({ ...frame, windowStart: frame.windowStart + window * minute });

export const alertValue = (revision: number): string => JSON.stringify(alert({ revision }));

/** Two topics with so many windows and alerts. Waits for records in real time unless told otherwise. */
export async function clusterWith(windows: number, alerts: number, wait?: Wait): Promise<MemoryCluster> {
  const cluster = memoryCluster({ maxBatchRecords: 3, ...(wait === undefined ? {} : { wait }) });
  cluster.createTopic(topics.evidence, 1);
  cluster.createTopic(topics.incidents, 1);
  await append(
    cluster,
    evidence,
    Array.from({ length: windows }, (_, window) => evidenceValue(window)),
  );
  await append(
    cluster,
    incidents,
    Array.from({ length: alerts }, (_, at) => alertValue(at + 1)),
  );
  return cluster;
}

export async function append(
  cluster: MemoryCluster,
  place: LogPlace,
  values: readonly (string | null)[],
): Promise<void> {
  const client = cluster.client();
  await client.append(values.map((value, at) => ({ ...place, key: null, value, timestampMs: at })));
  await client.close();
}

const noWait: NonNullable<RetryOptions["wait"]> = async (_waitMs, signal) => {
  await new Promise((resolve) => void setImmediate(resolve));
  signal?.throwIfAborted();
};

const nothing = (): void => undefined;

const silent: RecorderInstrumentation = {
  assigned: nothing,
  processed: nothing,
  written: nothing,
  retried: nothing,
  rejected: nothing,
  undecodable: nothing,
  setAside: nothing,
  gap: nothing,
  commitFailed: nothing,
  failed: nothing,
};

/** Instrumentation of which only what is given matters. */
export const observing = (given: Partial<RecorderInstrumentation> = {}): RecorderInstrumentation => ({
  ...silent,
  ...given,
});

export const configurationOf = (namePrefix: string): RecorderConfiguration => ({
  environment: "test",
  clock: "wall",
  topics,
  kafka: { namePrefix },
});

export const common = {
  configuration: configurationOf("tocsin"),
  topology,
  instrumentation: silent,
  retry: { wait: noWait },
} satisfies Partial<RecorderOptions>;

export const endOf = (cluster: MemoryCluster, place: LogPlace): number =>
  cluster.records(place.topic).length === 0 ? 0 : cluster.records(place.topic).at(-1)!.offset + 1;

/** Whether the group has read everything. */
export const isDrained = (cluster: MemoryCluster, of: string = group): boolean =>
  [evidence, incidents].every((place) => (cluster.groupOffset(of, place) ?? 0) >= endOf(cluster, place));
