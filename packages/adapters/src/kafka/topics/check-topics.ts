import type { Configuration } from "@tocsin/contracts";
import { LogFault, outputPartitionsNeeded } from "@tocsin/log";
import type { TopicAdmin, TopicDescription } from "../topic-admin.ts";
import { sizeText, timeText, unlimited } from "./amounts.ts";
import { isDerived, isKeyed, isTelemetry, optionalRoles, telemetryRoles, type TopicRole } from "./roles.ts";

export interface TopicFault {
  /** `error`: a worker cannot do its work rightly. `warning`: it can, until something else happens. */
  readonly severity: "error" | "warning";
  readonly topic: string;
  /** What is wrong and what mends it, on one line. */
  readonly message: string;
}

/** Records of snapshots and frames are up to 900 kB, and a batch has a header. */
const smallestMessageBytes = 1_000_000;
const usualCopies = 3;
const applies = "tocsin topics apply";

interface Checked {
  readonly role: TopicRole;
  readonly topic: string;
  readonly there: TopicDescription;
}

/**
 * What is wrong with the topics that a worker needs, each with what mends it; to be asked before it starts. Only what
 * keeps it from working rightly is an error: settings that are merely other than `infra/kafka/topics.yaml` says are not
 * told, `tocsin topics check` does that. Rejects with a `LogFault` when the cluster cannot be asked.
 */
export async function checkTopics(
  admin: TopicAdmin,
  { topics, formats }: Pick<Configuration, "topics"> & Partial<Pick<Configuration, "formats">>,
  needed: readonly TopicRole[],
): Promise<readonly TopicFault[]> {
  // Who writes dead letters alone, as the notifier, need not know the telemetry topics.
  const followsInputs = needed.some((role) => isDerived(role) && role !== "deadLetters");
  const roles = [...new Set([...telemetryRoles.filter(() => followsInputs), ...needed])];
  const optional = roles.filter((role) => optionalRoles.includes(role));
  const required = roles.filter((role) => !optional.includes(role));
  const [brokers, ofRequired, ofOptional] = await Promise.all([
    admin.brokers(),
    admin.describe([...new Set(required.map((role) => topics[role]))]),
    describedIfAllowed(
      admin,
      optional.map((role) => topics[role]),
    ),
  ]);
  const present = new Map([...ofRequired, ...ofOptional]);
  const missing = roles.filter((role) => (present.get(topics[role]) ?? null) === null);
  const found = roles.flatMap((role): readonly Checked[] => {
    const there = present.get(topics[role]) ?? null;
    return there === null ? [] : [{ role, topic: topics[role], there }];
  });
  const inputs = found.filter(({ role }) => isTelemetry(role));
  return [
    ...missing.map((role) => missingFault(topics[role], whatOf(role, inputs.length))),
    ...found.flatMap((one) => [
      ...partitionFaults(one, inputs),
      ...cleanupFaults(one),
      ...telemetryFaults(one),
      ...sizeFaults(one, inputs),
      ...copyFaults(one, brokers),
      ...spreadFaults(one, formats ?? {}),
    ]),
  ];
}

/** Who may not see a topic that can be done without does without it. */
async function describedIfAllowed(
  admin: TopicAdmin,
  topics: readonly string[],
): Promise<ReadonlyMap<string, TopicDescription | null>> {
  try {
    return await admin.describe(topics);
  } catch (fault) {
    if (fault instanceof LogFault && fault.kind === "refused") return new Map();
    throw fault;
  }
}

/** What is lost with a topic that can be done without; null for one that cannot. Of telemetry one topic must be there. */
function whatOf(role: TopicRole, inputs: number): string | null {
  if (optionalRoles.includes(role))
    return "is missing, or may not be read, so nothing can be told to Tocsin while it runs (maintenance, feedback)";
  if (!isTelemetry(role) || inputs === 0) return null;
  return "is missing, so nothing of it is seen and completeness is less; it is read as soon as it is there";
}

const missingFault = (topic: string, whatIsLost: string | null): TopicFault =>
  whatIsLost === null
    ? error(topic, `topic ${topic} is missing: ${applies}`)
    : warning(topic, `topic ${topic} ${whatIsLost}: ${applies}`);

const error = (topic: string, message: string): TopicFault => ({ severity: "error", topic, message });
const warning = (topic: string, message: string): TopicFault => ({ severity: "warning", topic, message });

function partitionFaults({ role, topic, there }: Checked, inputs: readonly Checked[]): readonly TopicFault[] {
  if (!isDerived(role) || inputs.length === 0) return [];
  const largest = Math.max(...inputs.map((input) => input.there.partitions));
  const needs = outputPartitionsNeeded([largest]);
  if (there.partitions >= needs) return [];
  return [
    error(
      topic,
      `topic ${topic} has ${there.partitions} partitions and needs ${needs}, 3 for each of the ${largest} telemetry partitions: ${applies}`,
    ),
  ];
}

const mustNotBeCompacted: readonly TopicRole[] = ["intakeState", "detectorState", "windows", "commands"];

/** Messages of producers as they came, at the time of which they speak: what a broker may make of both. */
function telemetryFaults({ role, topic, there }: Checked): readonly TopicFault[] {
  if (!isTelemetry(role)) return [];
  const faults: TopicFault[] = [];
  if ((there.config["cleanup.policy"] ?? "delete").includes("compact")) {
    faults.push(
      warning(
        topic,
        `topic ${topic} is compacted: of each service Kafka keeps the newest messages alone, so what is read late, or again, has gaps: set cleanup.policy=delete`,
      ),
    );
  }
  if (there.config["message.timestamp.type"] === "LogAppendTime") {
    faults.push(
      warning(
        topic,
        `topic ${topic} has the broker's times (message.timestamp.type=LogAppendTime): what is sent later than it happened, a backfill for example, counts as late, and no producer's clock can be watched: set it to CreateTime`,
      ),
    );
  }
  return faults;
}

function cleanupFaults({ role, topic, there }: Checked): readonly TopicFault[] {
  const policy = there.config["cleanup.policy"] ?? "delete";
  if (policy.includes("compact") && mustNotBeCompacted.includes(role)) {
    return [
      error(
        topic,
        `topic ${topic} is compacted (cleanup.policy=${policy}), which deletes records that are needed: ${applies}`,
      ),
    ];
  }
  if (isKeyed(role) && !policy.includes("compact")) {
    return [
      warning(
        topic,
        `topic ${topic} is not compacted (cleanup.policy=${policy}), so that it grows, or forgets who was told of what: ${applies}`,
      ),
    ];
  }
  const retentionMs = Number(there.config["retention.ms"] ?? unlimited);
  const isState = role === "intakeState" || role === "detectorState";
  if (!isState || retentionMs < 0) return [];
  return [
    warning(
      topic,
      `topic ${topic} forgets after ${timeText(retentionMs)}: a worker that stood still for longer would start anew: ${applies}`,
    ),
  ];
}

function sizeFaults({ role, topic, there }: Checked, inputs: readonly Checked[]): readonly TopicFault[] {
  const bytes = messageBytes(there);
  if (bytes === null || isTelemetry(role)) return [];
  if (bytes < smallestMessageBytes) {
    return [
      error(
        topic,
        `topic ${topic} takes messages of ${sizeText(bytes)} at most (max.message.bytes) and needs ${sizeText(smallestMessageBytes)}: ${applies}`,
      ),
    ];
  }
  if (role !== "deadLetters") return [];
  const largestInput = Math.max(0, ...inputs.map((input) => messageBytes(input.there) ?? 0));
  if (bytes > largestInput) return [];
  return [
    warning(
      topic,
      `topic ${topic} takes no larger messages than its inputs (max.message.bytes ${sizeText(bytes)}), so the largest bad messages are kept without their value: ${applies}`,
    ),
  ];
}

function messageBytes({ config }: TopicDescription): number | null {
  const text = config["max.message.bytes"];
  return text === undefined ? null : Number(text);
}

/** A counter whose points go to several partitions would be counted in each of them. */
function spreadFaults(
  { topic, there: { partitions } }: Checked,
  formats: Configuration["formats"],
): readonly TopicFault[] {
  if (partitions < 2 || !Object.hasOwn(formats, topic)) return [];
  return [
    warning(
      topic,
      `topic ${topic} has ${partitions} partitions: messages of one exporter must all go to one of them, so give them a key (of a Collector: partition_metrics_by_resource_attributes: true), or the topic one partition`,
    ),
  ];
}

function copyFaults({ topic, there }: Checked, brokers: number): readonly TopicFault[] {
  const inSync = Number(there.config["min.insync.replicas"] ?? 1);
  if (inSync > there.replicationFactor) {
    return [
      error(
        topic,
        `topic ${topic} has ${there.replicationFactor} copies and wants ${inSync} of them in sync (min.insync.replicas), so nothing can be written: ${applies}`,
      ),
    ];
  }
  const usual = Math.min(usualCopies, brokers);
  if (there.replicationFactor >= usual) return [];
  return [
    warning(
      topic,
      `topic ${topic} has ${there.replicationFactor} copies where ${brokers} brokers could keep ${usual}: move them with kafka-reassign-partitions.sh`,
    ),
  ];
}
