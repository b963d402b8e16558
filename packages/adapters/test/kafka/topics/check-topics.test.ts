import { Configuration } from "@tocsin/contracts";
import { LogFault } from "@tocsin/log";
import { beforeEach, expect, test } from "vitest";
import {
  applyPlan,
  checkTopics,
  loadTopicsFile,
  planTopics,
  retentionWarnings,
  rolesOfWorker,
  type TopicRole,
  topicRoles,
} from "../../../src/kafka/topics/index.ts";
import { type MemoryAdmin, memoryAdmin } from "../../support/memory-admin.ts";

const answering = { span: async () => ({ first: 0, end: 0 }) };

const configuration = Configuration.parse({});
const { topics } = configuration;
const loaded = await loadTopicsFile(null);
if (loaded.kind === "faulty") throw new Error(loaded.faults[0]?.message);
const file = loaded.value;

let admin: MemoryAdmin;
beforeEach(async () => {
  admin = memoryAdmin({ brokers: 3 });
  const request = { file, names: topics, partitions: null, retention: {}, shortenRetention: false };
  await applyPlan({ admin, log: answering }, await planTopics(admin, request), async () => {});
});

const told = async (roles: readonly TopicRole[] = topicRoles): Promise<readonly string[]> =>
  (await checkTopics(admin, configuration, roles)).map(({ severity, message }) => `${severity}: ${message}`);

const set = (topic: string, config: Readonly<Record<string, string>>): void => {
  const there = admin.topics.get(topic)!;
  admin.topics.set(topic, { ...there, config: { ...there.config, ...config } });
};

test("topics that were applied have no fault, for any worker", async () => {
  for (const roles of Object.values(rolesOfWorker)) expect(await told(roles)).toEqual([]);
});

test("a missing topic is told with the command that makes it", async () => {
  admin.topics.delete(topics.evidence);
  expect(await told()).toEqual([`error: topic ${topics.evidence} is missing: tocsin topics apply`]);
  expect(await told(rolesOfWorker.intake)).toEqual([]);
});

test("of the telemetry topics one must be there; what lacks with another is told", async () => {
  admin.topics.delete(topics.errorRate);
  const lacking = `warning: topic ${topics.errorRate} is missing, so nothing of it is seen and completeness is less; it is read as soon as it is there: tocsin topics apply`;
  expect(await told(rolesOfWorker.intake)).toEqual([lacking]);
  admin.topics.delete(topics.reportVolume);
  admin.topics.delete(topics.deliveryLatency);
  const none = [topics.errorRate, topics.deliveryLatency, topics.reportVolume];
  expect(await told(rolesOfWorker.intake)).toEqual(
    none.map((topic) => `error: topic ${topic} is missing: tocsin topics apply`),
  );
});

test("without the command topic, which 0.2.0 did not have, workers start and are told what they lack", async () => {
  const lacking = /^warning: topic tocsin\.commands\.v1 is missing, or may not be read/;
  const toldOnly = async (): Promise<void> => {
    const [only, ...others] = await told(rolesOfWorker.detector);
    expect([only, others]).toEqual([expect.stringMatching(lacking), []]);
  };
  admin.topics.delete(topics.commands);
  await toldOnly();
  const there = admin.topics;
  admin.describe = async (names) => {
    if (names.includes(topics.commands)) throw new LogFault("refused", "no rights for it");
    return new Map(names.map((name) => [name, there.get(name) ?? null]));
  };
  await toldOnly();
  admin.describe = async () => await Promise.reject(new LogFault("refused", "no rights at all"));
  await expect(told(rolesOfWorker.detector)).rejects.toThrow("no rights at all");
});

test("too few partitions for the telemetry that there is are told, with the number that is needed", async () => {
  admin.topics.set(topics.reportVolume, { ...admin.topics.get(topics.reportVolume)!, partitions: 5 });
  const faults = await told(rolesOfWorker.detector);
  expect(faults).toEqual([
    `error: topic ${topics.windows} has 12 partitions and needs 15, 3 for each of the 5 telemetry partitions: tocsin topics apply`,
    `error: topic ${topics.deadLetters} has 12 partitions and needs 15, 3 for each of the 5 telemetry partitions: tocsin topics apply`,
  ]);
});

test("compaction of what must be kept whole is an error", async () => {
  for (const topic of [topics.intakeState, topics.detectorState, topics.windows, topics.commands]) {
    set(topic, { "cleanup.policy": "compact,delete" });
  }
  expect(await told()).toHaveLength(4);
  for (const line of await told()) expect(line).toMatch(/^error: .*cleanup\.policy=compact,delete/);
});

test("telemetry that is compacted, or has the broker's times, is warned of with what becomes of it", async () => {
  set(topics.errorRate, { "cleanup.policy": "compact", "message.timestamp.type": "LogAppendTime" });
  set(topics.evidence, { "cleanup.policy": "compact", "message.timestamp.type": "LogAppendTime" });
  expect(await told(rolesOfWorker.intake)).toEqual([
    expect.stringMatching(/^warning: topic telemetry\.error-rate\.v1 is compacted: .*has gaps/),
    expect.stringMatching(
      /^warning: topic telemetry\.error-rate\.v1 has the broker's times .*counts as late/,
    ),
  ]);
});

test("state that will be forgotten is warned of", async () => {
  set(topics.detectorState, { "retention.ms": "604800000" });
  expect(await told()).toEqual([expect.stringMatching(/^warning: topic .* forgets after 7d/)]);
});

test("a topic that takes no whole frame is an error, dead letters no larger than inputs a warning", async () => {
  set(topics.windows, { "max.message.bytes": "500000" });
  set(topics.deadLetters, { "max.message.bytes": "6291456" });
  expect(await told()).toEqual([
    expect.stringMatching(/^error: topic tocsin\.windows\.v1 takes messages of 500000B/),
    expect.stringMatching(/^warning: topic tocsin\.dead-letters\.v1 takes no larger messages/),
  ]);
});

test("fewer copies than brokers could keep are a warning, more in sync than there are copies an error", async () => {
  const there = admin.topics.get(topics.incidents)!;
  admin.topics.set(topics.incidents, { ...there, replicationFactor: 1 });
  expect(await told(["incidents"])).toEqual([expect.stringMatching(/^error: .*nothing can be written/)]);
  set(topics.incidents, { "min.insync.replicas": "1" });
  expect(await told(["incidents"])).toEqual([
    expect.stringMatching(/^warning: .*has 1 copies where 3 brokers/),
  ]);
});

const dayMs = 86_400_000;

test("data older than the retention of its topic is warned of, once for each topic, and no other", async () => {
  set(topics.reportVolume, { "retention.ms": "-1" });
  const present = await admin.describe([topics.errorRate, topics.reportVolume, "missing"]);
  const nowMs = 100 * dayMs;
  expect(retentionWarnings(present, { oldestMs: nowMs - 7 * dayMs, nowMs })).toEqual([]);
  expect(retentionWarnings(present, { oldestMs: nowMs - 8 * dayMs, nowMs })).toEqual([
    `topic ${topics.errorRate} keeps records for 7d and the data begins 8 days ago: Kafka will delete what is older. Keep it with: tocsin topics apply --retention telemetry=unlimited`,
  ]);
});
