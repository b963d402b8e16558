import { type Log, LogFault } from "@tocsin/log";
import { describe, expect, test } from "vitest";
import { memoryAdmin, type MemoryAdmin } from "../../../../packages/adapters/test/support/memory-admin.ts";
import { memoryKafka } from "../../../../test/support/memory-kafka.ts";
import { run } from "../support/run.ts";

/** Every partition's leader answers. */
const log = (): Log => ({
  ...memoryKafka().brokers.client(),
  span: async () => ({ first: 0, end: 0 }),
});

const topics = async (admin: MemoryAdmin, ...options: readonly string[]) =>
  await run(["topics", ...options], { cluster: { log, admin: () => admin } });

test("plan tells what apply would do and does nothing; apply does it, once; check agrees", async () => {
  const admin = memoryAdmin();
  const plan = await topics(admin, "plan");
  expect([plan.code, admin.changes]).toEqual([0, []]);
  expect(plan.out).toContain(
    "create          tocsin.windows.v1: 12 partitions, 1 copy; cleanup.policy delete",
  );
  expect(plan.out).toContain("12 changes to make: tocsin topics apply.");
  expect((await topics(admin, "check")).code).toBe(1);
  const first = await topics(admin, "apply");
  expect(first.code).toBe(0);
  expect(first.out).toContain("All 12 topics are as they shall be.");
  expect((await topics(admin, "apply")).out).toBe("All 12 topics are as they shall be.\n");
  expect(admin.changes).toHaveLength(12);
  expect(await topics(admin, "check")).toMatchObject({
    code: 0,
    out: "All 12 topics are as they shall be.\n",
  });
});

test("check names each difference and ends with 1", async () => {
  const admin = memoryAdmin();
  await topics(admin, "apply");
  admin.topics.delete("tocsin.evidence.v1");
  await admin.alterConfig("tocsin.windows.v1", { "retention.ms": "1000", "cleanup.policy": "compact" });
  const { code, out } = await topics(admin, "check");
  expect(code).toBe(1);
  expect(out).toContain("create          tocsin.evidence.v1");
  expect(out).toContain(
    "change          tocsin.windows.v1: cleanup.policy compact -> delete, retention.ms 1s -> 14d",
  );
});

test("partitions and retentions of the command line come before the file's, names from the configuration", async () => {
  const admin = memoryAdmin();
  const options = ["--partitions", "2", "--retention", "telemetry=unlimited, windows=30d"];
  const cluster = { log, admin: () => admin };
  const env = { TOCSIN_TOPICS_ERROR_RATE: "other.errors" };
  await run(["topics", "apply", ...options], { cluster, env });
  expect(admin.topics.get("other.errors")).toMatchObject({ partitions: 2, config: { "retention.ms": "-1" } });
  expect(admin.topics.get("tocsin.windows.v1")).toMatchObject({
    partitions: 6,
    config: { "retention.ms": "2592000000" },
  });
});

test("a cluster that does not answer is told with code 4, a topics file that is faulty with code 2", async () => {
  const away: MemoryAdmin = {
    ...memoryAdmin(),
    describe: async () => {
      throw new LogFault("unreachable", "nobody there");
    },
  };
  expect(await topics(away, "check")).toMatchObject({
    code: 4,
    err: expect.stringContaining("no broker answers at localhost:9092: nobody there") as string,
  });
  expect(await topics(memoryAdmin(), "check", "--topics", "nowhere.yaml")).toMatchObject({
    code: 2,
    err: expect.stringContaining("file-unreadable") as string,
  });
});

test.each([
  [[], "There is plan, apply and check."],
  [["aply"], "Did you mean tocsin topics apply?"],
  [["plan", "more"], "takes no further argument: more"],
  [["plan", "--partitions", "0"], "--partitions takes a whole number"],
  [["plan", "--retention", "telemetri=7d"], "Did you mean telemetry?"],
  [["plan", "--retention", "telemetry=7"], "A time is written 30m"],
])("%j is refused", async (options, words) => {
  const { code, err } = await run(["topics", ...options]);
  expect([code, err]).toEqual([2, expect.stringContaining(words)]);
});

test("the names of an environment are told, and only its own topics are made beside those of another", async () => {
  const admin = memoryAdmin();
  const cluster = { log, admin: () => admin };
  await run(["topics", "apply"], { cluster });
  const env = { TOCSIN_ENVIRONMENT: "staging" };
  const plan = await run(["topics", "plan"], { cluster, env });
  expect(plan.out).toContain(
    "names           Tocsin's own topics in environment staging begin with tocsin.staging",
  );
  expect(plan.out).toContain("create          tocsin.staging.detector-state.v1:");
  expect(plan.out).toContain("9 changes to make: tocsin topics apply.");
});

describe("topics of version 0.2.0, whose names did not follow from anything,", () => {
  /** A cluster with the usual topics, in which a detector of that name has its memory. */
  async function withMemoryOf(owner: string) {
    const { brokers, admin } = memoryKafka();
    const client = brokers.client();
    const state = "tocsin.detector-state.v1";
    const logOfBoth: Log = {
      ...client,
      span: async (place) => (place.topic === state ? await client.span(place) : await log().span(place)),
    };
    const cluster = { log: () => logOfBoth, admin: () => admin };
    const value = JSON.stringify({
      format: 1,
      owner,
      version: "detector 0.2.0, windows of 60000 ms",
      progress: {},
      snapshot: {},
      previous: null,
    });
    await client.append([{ topic: state, partition: 0, key: "progress", value }]);
    const topicsOf = async (action: string, env: Readonly<Record<string, string>>) =>
      await run(["topics", action], { cluster, env });
    return { admin, topicsOf };
  }

  test("are not begun anew beside by their own environment, which is told what to write", async () => {
    const { admin, topicsOf } = await withMemoryOf("tocsin.detector.production");
    const env = { TOCSIN_ENVIRONMENT: "production" };
    const { code, err } = await topicsOf("apply", env);
    expect(code).toBe(2);
    expect(err.replace(/\s+/g, " ")).toContain("write kafka.namePrefix: tocsin.");
    expect(admin.changes).toEqual([]);
    const kept = await topicsOf("plan", { ...env, TOCSIN_KAFKA_NAME_PREFIX: "tocsin" });
    expect(kept.code).toBe(0);
    expect(kept.out).not.toContain("create");
  });

  test("are not begun anew beside by their own prefix, which is told what to write", async () => {
    const { admin, topicsOf } = await withMemoryOf("acme.detector.default");
    const { code, err } = await topicsOf("apply", { TOCSIN_KAFKA_NAME_PREFIX: "acme" });
    expect(code).toBe(2);
    expect(err.replace(/\s+/g, " ")).toContain("write their names under topics: windows,");
    expect(admin.changes).toEqual([]);
  });

  test("do not keep another environment from beginning", async () => {
    const { admin, topicsOf } = await withMemoryOf("tocsin.detector.default");
    expect((await topicsOf("apply", { TOCSIN_ENVIRONMENT: "staging" })).code).toBe(0);
    expect(admin.topics.has("tocsin.staging.windows.v1")).toBe(true);
  });
});
