import { LogFault } from "@tocsin/log";
import type { TopicAdmin, TopicDescription, TopicSpec } from "../../src/kafka/topic-admin.ts";

export interface MemoryAdmin extends TopicAdmin {
  /** What there is; a test may put topics in and take them out. */
  readonly topics: Map<string, TopicDescription>;
  /** Calls that changed something, in order. */
  readonly changes: string[];
}

export interface MemoryAdminOptions {
  readonly brokers?: number;
  /** Settings that a broker gives to a topic that has none of its own. */
  readonly inherited?: Readonly<Record<string, string>>;
}

/** Topics as an admin client sees them, without brokers. */
export function memoryAdmin({ brokers = 1, inherited = usual }: MemoryAdminOptions = {}): MemoryAdmin {
  const topics = new Map<string, TopicDescription>();
  const changes: string[] = [];
  const known = (topic: string): TopicDescription => {
    const there = topics.get(topic);
    if (there === undefined) throw new LogFault("topic-missing", `no topic ${topic}`);
    return there;
  };
  const create = ({ topic, partitions, replicationFactor, config }: TopicSpec): void => {
    if (topics.has(topic)) throw new LogFault("failed", `topic ${topic} is there already`);
    changes.push(`create ${topic}`);
    topics.set(topic, { partitions, replicationFactor, config: { ...inherited, ...config } });
  };
  return {
    topics,
    changes,
    describe: async (names) => new Map(names.map((name) => [name, topics.get(name) ?? null])),
    create: async (specs) => specs.forEach(create),
    addPartitions: async (topic, partitions) => {
      changes.push(`partitions ${topic} ${partitions}`);
      topics.set(topic, { ...known(topic), partitions });
    },
    alterConfig: async (topic, config) => {
      const there = known(topic);
      changes.push(`alter ${topic} ${Object.keys(config).join()}`);
      topics.set(topic, { ...there, config: { ...there.config, ...config } });
    },
    brokers: async () => brokers,
    groupOffsets: async () => [],
    close: async () => {},
  };
}

const usual = {
  "cleanup.policy": "delete",
  "retention.ms": "604800000",
  "retention.bytes": "-1",
  "max.message.bytes": "1048588",
  "compression.type": "producer",
  "segment.bytes": "1073741824",
  "min.insync.replicas": "1",
  "message.timestamp.type": "CreateTime",
};
