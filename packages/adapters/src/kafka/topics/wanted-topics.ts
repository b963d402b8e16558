import type { Topics } from "@tocsin/contracts";
import { outputPartitionsNeeded } from "@tocsin/log";
import type { TopicDescription } from "../topic-admin.ts";
import { telemetryRoles, topicRoles, type TopicRole } from "./roles.ts";
import type { TopicEntry, TopicsFile } from "./topics-file.ts";

/** How a topic shall be. */
export interface WantedTopic {
  readonly role: TopicRole;
  readonly topic: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** The settings that the file decides; `min.insync.replicas` follows from the copies that there are. */
  readonly config: Readonly<Record<string, string>>;
}

export interface Wishes {
  readonly file: TopicsFile;
  readonly names: Topics;
  readonly brokers: number;
  /** Partitions of each telemetry topic, in place of the file's. */
  readonly partitions: number | null;
  /** Retention in milliseconds (-1: unlimited), in place of the file's. */
  readonly retention: Partial<Readonly<Record<TopicRole, number>>>;
  /** What there is: telemetry topics with more partitions than the file says decide the number of the derived ones. */
  readonly present: ReadonlyMap<string, TopicDescription | null>;
}

export function wantedTopics(wishes: Wishes): readonly WantedTopic[] {
  const { file, names, present } = wishes;
  const telemetry = telemetryRoles.map((role) => {
    const there = present.get(names[role])?.partitions ?? 0;
    return Math.max(there, wishes.partitions ?? numberOf(file[role]));
  });
  const derived = outputPartitionsNeeded(telemetry);
  // Several streams may come out of one topic of another tool.
  const sameName = (role: TopicRole) => (other: TopicRole) => names[other] === names[role];
  return topicRoles
    .filter((role, at) => !topicRoles.slice(0, at).some(sameName(role)))
    .map((role) => {
      const entry = file[role];
      const isTelemetry = telemetryRoles.some((one) => one === role);
      const written = isTelemetry ? (wishes.partitions ?? numberOf(entry)) : numberOf(entry);
      const replicationFactor =
        entry.replication === "auto" ? Math.min(usualCopies, wishes.brokers) : entry.replication;
      const copies = present.get(names[role])?.replicationFactor ?? replicationFactor;
      return {
        role,
        topic: names[role],
        partitions: entry.partitions === "derived" ? derived : written,
        replicationFactor,
        config: configOf({ ...entry, retention: wishes.retention[role] ?? entry.retention }, copies),
      };
    });
}

const usualCopies = 3;

/** Of a topic that is not derived. */
const numberOf = ({ partitions }: TopicEntry): number => (partitions === "derived" ? 0 : partitions);

function configOf(entry: TopicEntry, copies: number): Readonly<Record<string, string>> {
  return {
    "cleanup.policy": entry.cleanup,
    "retention.ms": String(entry.retention),
    "retention.bytes": String(entry.retentionSize),
    "max.message.bytes": String(entry.maxMessageSize),
    "compression.type": entry.compression,
    ...(entry.segmentSize === undefined ? {} : { "segment.bytes": String(entry.segmentSize) }),
    // With 3 copies one broker may be down and nothing that was acknowledged is lost with another.
    "min.insync.replicas": copies >= usualCopies ? "2" : "1",
  };
}
