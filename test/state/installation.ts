import { type AppendedRecord, type GroupWorker, outputPartitionsNeeded } from "@tocsin/log";
import { type DetectorInstrumentation, detectionSettings, detectorWorker } from "@tocsin/detector";
import { intakeWorker } from "@tocsin/intake";
import { silentDetector, silentIntake } from "../support/installation/silent-instrumentation.ts";
import { appendAll } from "../support/installation/telemetry-log.ts";
import { type MemoryCluster, memoryCluster } from "../support/memory-log/index.ts";
import { awaitCondition } from "../support/servers/run/await-condition.ts";
import { configuration, telemetryPartitions, topology } from "./kept-world.ts";

const { topics } = configuration;
const nowMs = (): number => Date.now();
const patience = { withinMs: 50_000, everyMs: 2 };

/** The topics of the kept world on a log in memory, all empty. */
export function emptyInstallation(): MemoryCluster {
  const cluster = memoryCluster({ nowMs });
  for (const [topic, partitions] of Object.entries(telemetryPartitions))
    cluster.createTopic(topic, partitions);
  const derived = outputPartitionsNeeded(Object.values(telemetryPartitions));
  for (const topic of [topics.windows, topics.intakeState, topics.deadLetters])
    cluster.createTopic(topic, derived);
  for (const topic of [topics.evidence, topics.incidents, topics.detectorState])
    cluster.createTopic(topic, 1);
  return cluster;
}

/** Runs intake and detector over the telemetry, until so many windows are judged and nothing is left; then stops them. */
export async function ranOver(
  cluster: MemoryCluster,
  telemetry: readonly AppendedRecord[],
  windows: number,
  instrumentation: DetectorInstrumentation = silentDetector,
): Promise<void> {
  await appendAll(cluster.client(), telemetry);
  let unread = true;
  const intake = intakeWorker({
    log: cluster.client(),
    configuration,
    instrumentation: { ...silentIntake, processed: (_place, messages) => (unread = messages > 0) },
    nowMs,
    startAtMs: null,
  });
  const detector = detectorWorker({
    log: cluster.client(),
    configuration,
    settings: detectionSettings(configuration, topology),
    instrumentation,
    nowMs,
    warmStart: null,
  });
  const failed = failureOf([intake, detector]);
  const isDone = (): boolean => !unread && cluster.records(topics.evidence).length >= windows;
  await Promise.race([awaitCondition(isDone, { ...patience, what: `${windows} judged windows` }), failed]);
  await intake.stop();
  await detector.stop();
}

/** Rejects when a worker does. */
async function failureOf(workers: readonly GroupWorker[]): Promise<void> {
  await Promise.all(workers.map(async ({ done }) => await done));
}

const textOf = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString("utf8");

export const valuesOn = (cluster: MemoryCluster, topic: string): readonly string[] =>
  cluster.records(topic).map(({ value }) => textOf(value));
