import { Configuration } from "@tocsin/contracts";
import { expect, test } from "vitest";
import {
  applyPlan,
  changeWords,
  loadTopicsFile,
  type PlanRequest,
  planTopics,
  type TopicsFile,
} from "../../../src/kafka/topics/index.ts";
import { memoryAdmin } from "../../support/memory-admin.ts";

const answering = { span: async () => ({ first: 0, end: 0 }) };

const names = Configuration.parse({}).topics;
const loaded = await loadTopicsFile(null);
if (loaded.kind === "faulty") throw new Error(loaded.faults[0]?.message);
const file: TopicsFile = loaded.value;

const request = (change: Partial<PlanRequest> = {}): PlanRequest => ({
  file,
  names,
  partitions: null,
  retention: {},
  shortenRetention: false,
  ...change,
});
const silently = async (): Promise<void> => {};

async function applied(change: Partial<PlanRequest> = {}, brokers = 1) {
  const admin = memoryAdmin({ brokers });
  await applyPlan({ admin, log: answering }, await planTopics(admin, request(change)), silently);
  return admin;
}

test("on an empty cluster every topic is created, and then nothing is left to do", async () => {
  const admin = await applied();
  expect(admin.changes).toHaveLength(12);
  expect((await planTopics(admin, request())).steps).toEqual([]);
  await applyPlan({ admin, log: answering }, await planTopics(admin, request()), silently);
  expect(admin.changes).toHaveLength(12);
});

test("a topic of other tools is created once where several streams come from it, and left as it is where it is there", async () => {
  const shared = { ...names, errorRate: "otlp", deliveryLatency: "otlp" };
  const change = { names: shared, ofOthers: new Set(["otlp"]) };
  const admin = await applied(change);
  expect(admin.changes).toHaveLength(11);
  admin.topics.set("otlp", { partitions: 1, replicationFactor: 1, config: { "retention.ms": "1000" } });
  expect((await planTopics(admin, request(change))).steps).toEqual([]);
});

test("windows, dead letters and the intake's state have 3 partitions for each of the largest telemetry topic", async () => {
  const admin = await applied({ partitions: 5 });
  const counts = Object.fromEntries([...admin.topics].map(([topic, { partitions }]) => [topic, partitions]));
  expect(counts).toEqual({
    [names.errorRate]: 5,
    [names.deliveryLatency]: 5,
    [names.reportVolume]: 5,
    [names.windows]: 15,
    [names.deadLetters]: 15,
    [names.commands]: 1,
    [names.intakeState]: 15,
    [names.evidence]: 1,
    [names.incidents]: 1,
    [names.detectorState]: 1,
    [names.acknowledgements]: 1,
    [names.notifierState]: 1,
  });
});

test("a telemetry topic that has more partitions already decides, and keeps them", async () => {
  const admin = memoryAdmin();
  await admin.create([{ topic: names.reportVolume, partitions: 9, replicationFactor: 1, config: {} }]);
  const plan = await planTopics(admin, request());
  expect(plan.notes).toEqual([
    `${names.reportVolume} has 9 partitions, more than 4, all of which are read; partitions are never taken away`,
  ]);
  await applyPlan({ admin, log: answering }, plan, silently);
  expect(admin.topics.get(names.windows)?.partitions).toBe(27);
  expect(admin.topics.get(names.reportVolume)?.partitions).toBe(9);
});

test("partitions are added where telemetry has grown", async () => {
  const admin = await applied();
  const plan = await planTopics(admin, request({ partitions: 6 }));
  expect(
    plan.steps.map((step) => (step.kind === "add-partitions" ? [step.topic, step.from, step.to] : step)),
  ).toEqual([
    [names.errorRate, 4, 6],
    [names.deliveryLatency, 4, 6],
    [names.reportVolume, 4, 6],
    [names.windows, 12, 18],
    [names.deadLetters, 12, 18],
    [names.intakeState, 12, 18],
  ]);
});

test.each([
  [1, 1, "1"],
  [2, 2, "1"],
  [3, 3, "2"],
  [5, 3, "2"],
])("on %i brokers topics have %i copies and %s of them must be in sync", async (brokers, copies, inSync) => {
  const admin = await applied({}, brokers);
  for (const { replicationFactor, config } of admin.topics.values()) {
    expect([replicationFactor, config["min.insync.replicas"]]).toEqual([copies, inSync]);
  }
});

test("a topic with fewer copies is left as it is and never told to keep two in sync that it has not", async () => {
  const admin = memoryAdmin({ brokers: 3 });
  await admin.create([{ topic: names.evidence, partitions: 1, replicationFactor: 1, config: {} }]);
  const plan = await planTopics(admin, request());
  await applyPlan({ admin, log: answering }, plan, silently);
  expect(admin.topics.get(names.evidence)).toMatchObject({
    replicationFactor: 1,
    config: { "min.insync.replicas": "1" },
  });
  expect((await planTopics(admin, request())).steps).toMatchObject([
    { kind: "cannot", topic: names.evidence, what: "replication 1 -> 3" },
  ]);
});

test("settings are changed to what the file says, others are left", async () => {
  const admin = await applied();
  await admin.alterConfig(names.deadLetters, { "max.message.bytes": "1048588", "segment.ms": "5" });
  const { steps } = await planTopics(admin, request());
  expect(steps).toMatchObject([{ kind: "alter", topic: names.deadLetters }]);
  expect(steps.flatMap((step) => (step.kind === "alter" ? step.changes.map(changeWords) : []))).toEqual([
    "max.message.bytes 1048588B -> 12MiB",
  ]);
});

test("a retention is lengthened, but shortened only when that is asked for: records would be deleted", async () => {
  const admin = await applied({ retention: { errorRate: -1 } });
  const shorter = await planTopics(admin, request());
  expect(shorter.steps).toMatchObject([
    { kind: "cannot", topic: names.errorRate, what: "retention.ms unlimited -> 7d" },
  ]);
  await applyPlan({ admin, log: answering }, shorter, silently);
  expect(admin.topics.get(names.errorRate)?.config["retention.ms"]).toBe("-1");
  await applyPlan(
    { admin, log: answering },
    await planTopics(admin, request({ shortenRetention: true })),
    silently,
  );
  expect(admin.topics.get(names.errorRate)?.config["retention.ms"]).toBe("604800000");
});

test("the built-in file keeps incidents for ever, state by size, and dead letters larger than their inputs", () => {
  expect(file.incidents).toMatchObject({ retention: -1, retentionSize: -1, cleanup: "delete" });
  for (const state of [file.intakeState, file.detectorState]) {
    expect(state).toMatchObject({ retention: -1, cleanup: "delete" });
    expect(state.retentionSize).toBeGreaterThan(2 * (state.segmentSize ?? Infinity));
  }
  expect(file.deadLetters.maxMessageSize).toBeGreaterThan(file.errorRate.maxMessageSize);
});
