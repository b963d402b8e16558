import { type Log, LogFault } from "@tocsin/log";
import { expect, test } from "vitest";
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
  expect(plan.out).toContain("9 changes to make: tocsin topics apply.");
  expect((await topics(admin, "check")).code).toBe(1);
  const first = await topics(admin, "apply");
  expect(first.code).toBe(0);
  expect(first.out).toContain("All 9 topics are as they shall be.");
  expect((await topics(admin, "apply")).out).toBe("All 9 topics are as they shall be.\n");
  expect(admin.changes).toHaveLength(9);
  expect(await topics(admin, "check")).toMatchObject({
    code: 0,
    out: "All 9 topics are as they shall be.\n",
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
