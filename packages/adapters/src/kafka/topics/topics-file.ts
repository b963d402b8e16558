import { z } from "zod";
import type { ConfigFault, Loaded } from "../../config/config-fault.ts";
import { loadYamlFile, loadYamlText } from "../../config/load-yaml.ts";
import type { YamlSource } from "../../config/yaml-source.ts";
import { LimitedSize, Size, Time, unlimited } from "./amounts.ts";
import { builtInTopics } from "./built-in-topics.ts";
import { derivedRoles, isDerived, isKeyed, telemetryRoles, topicRoles, type TopicRole } from "./roles.ts";

/** Kafka's own limits: a topic of more partitions is no longer handled well by one controller, and is a slip. */
const mostPartitions = 10_000;
const mostReplicas = 32;
/** Brokers refuse smaller segments. */
const smallestSegmentBytes = 1_048_576;

const TopicEntry = z.strictObject({
  /** For whoever reads the file. */
  why: z.string().min(1),
  partitions: z.union([z.literal("derived"), z.int().min(1).max(mostPartitions)]),
  replication: z.union([z.literal("auto"), z.int().min(1).max(mostReplicas)]).default("auto"),
  cleanup: z.enum(["delete", "compact", "compact,delete"]).default("delete"),
  /** Milliseconds; -1 without limit. */
  retention: Time,
  /** Bytes of a partition; -1 without limit. */
  retentionSize: Size.default(unlimited),
  maxMessageSize: LimitedSize,
  segmentSize: z.exactOptional(LimitedSize),
  compression: z.enum(["producer", "uncompressed", "gzip", "snappy", "lz4", "zstd"]).default("producer"),
});
export type TopicEntry = z.infer<typeof TopicEntry>;

const shape = Object.fromEntries(topicRoles.map((role) => [role, TopicEntry])) as Record<
  TopicRole,
  typeof TopicEntry
>;

export const TopicsFile = z.strictObject(shape);
export type TopicsFile = z.infer<typeof TopicsFile>;

/** The topics of a file, or those that are built in. Every fault has its line. */
export async function loadTopicsFile(file: string | null): Promise<Loaded<TopicsFile>> {
  if (file !== null) return await loadYamlFile(file, TopicsFile, topicsFaults);
  return loadYamlText({ text: builtInTopics, file: "infra/kafka/topics.yaml" }, TopicsFile, topicsFaults);
}

/** What would make workers lose or repeat something, or not run. */
function topicsFaults(topics: TopicsFile, source: YamlSource): readonly ConfigFault[] {
  return topicRoles.flatMap((role) =>
    Object.entries(faultsOf(role, topics)).flatMap(([key, message]): readonly ConfigFault[] =>
      message === null
        ? []
        : [
            {
              code: "config-conflict",
              file: source.file,
              ...source.position([role, key], "key"),
              path: `${role}.${key}`,
              message,
            },
          ],
    ),
  );
}

function faultsOf(role: TopicRole, topics: TopicsFile): Readonly<Record<string, string | null>> {
  const { cleanup, retention, maxMessageSize, segmentSize, retentionSize } = topics[role];
  const isState = role === "intakeState" || role === "detectorState";
  const isCompacted = cleanup !== "delete";
  return {
    partitions: partitionsFault(role, topics),
    cleanup: cleanupFault(role, isCompacted),
    retention:
      isState && retention !== unlimited
        ? "the newest state is needed however old it is: write unlimited"
        : null,
    retentionSize:
      isState && retentionSize !== unlimited && retentionSize < 2 * (segmentSize ?? 0)
        ? "must be at least twice segmentSize, so that the newest snapshot is never deleted"
        : null,
    maxMessageSize: messageSizeFault(role, topics),
    segmentSize: segmentFault(segmentSize, maxMessageSize),
  };
}

function cleanupFault(role: TopicRole, isCompacted: boolean): string | null {
  if (isKeyed(role)) return isCompacted ? null : "must be compact: of each key the newest record is needed";
  return isCompacted && role !== "incidents" && role !== "evidence"
    ? "compaction would delete records of this topic that are needed: write delete"
    : null;
}

function partitionsFault(role: TopicRole, topics: TopicsFile): string | null {
  const { partitions } = topics[role];
  if (isDerived(role)) {
    return partitions === "derived" ? null : `must be derived: each input partition writes to one of its own`;
  }
  if (partitions === "derived") return `only ${derivedRoles.join(", ")} can be derived`;
  if (isKeyed(role) && partitions !== 1) return "must be 1: one notifier has all of it";
  const isSingle = role === "evidence" || role === "incidents" || role === "detectorState";
  if (role === "commands" && partitions !== 1) return "must be 1: commands hold in one order";
  return isSingle && partitions !== 1 ? "must be 1: one detector writes it, in one order" : null;
}

/** Snapshots and frames come in records of up to 900 kB. */
const smallestMessageBytes = 1_048_576;

function messageSizeFault(role: TopicRole, topics: TopicsFile): string | null {
  const { maxMessageSize } = topics[role];
  if (maxMessageSize < smallestMessageBytes) return "must be at least 1MiB";
  const largestInput = Math.max(...telemetryRoles.map((input) => topics[input].maxMessageSize));
  return role === "deadLetters" && maxMessageSize <= largestInput
    ? "must be larger than that of the telemetry topics: a dead letter is a message and why it was refused"
    : null;
}

function segmentFault(segmentSize: number | undefined, maxMessageSize: number): string | null {
  if (segmentSize === undefined) return null;
  if (segmentSize < smallestSegmentBytes) return "must be at least 1MiB";
  return segmentSize < maxMessageSize ? "must be at least maxMessageSize" : null;
}
