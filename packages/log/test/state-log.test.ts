import { type LogWriter, StateFault, stateLog } from "@tocsin/log";
import { describe, expect, test } from "vitest";
import { type MemoryCluster, memoryCluster } from "../../../test/support/memory-log/index.ts";

interface Snapshot {
  readonly numbers: readonly number[];
}

const place = { topic: "state", partition: 0 };

function opened(): MemoryCluster {
  const cluster = memoryCluster();
  cluster.createTopic(place.topic, 1);
  return cluster;
}

const stateOn = (cluster: MemoryCluster, more: { owner?: string; version?: string } = {}) =>
  stateLog<Snapshot, number>({ log: cluster.client(), place, owner: "me", version: "1", ...more });

async function saved(
  cluster: MemoryCluster,
  saves: readonly (readonly [number, Snapshot?])[],
): Promise<LogWriter> {
  const state = stateOn(cluster);
  const writer = await cluster.client().writer("me");
  await state.load();
  for (const [progress, snapshot] of saves) {
    await writer.transaction(async (transaction) => {
      await state.save(transaction, progress, snapshot);
    });
  }
  return writer;
}

const odd = { numbers: [Number.NaN, -0, Infinity, -Infinity, 0.1 + 0.2, 5e-324, Number.MAX_SAFE_INTEGER] };

test("a partition that holds nothing has no state", async () => {
  expect(await stateOn(opened()).load()).toBeNull();
});

test("what was committed last is what is loaded, every number as it was", async () => {
  const cluster = opened();
  await saved(cluster, [
    [1, { numbers: [1] }],
    [2, odd],
  ]);
  const loaded = await stateOn(cluster).load();
  expect(loaded).toMatchObject({ at: 2, progress: 2 });
  expect(loaded?.snapshot.numbers.map((value, at) => Object.is(value, odd.numbers[at]))).not.toContain(false);
});

test("progress goes on without a snapshot, and both are told", async () => {
  const cluster = opened();
  await saved(cluster, [[1, odd], [5], [9]]);
  expect(await stateOn(cluster).load()).toMatchObject({ at: 1, progress: 9 });
});

test("a snapshot of many megabytes stands in several records and comes back whole", async () => {
  const cluster = opened();
  const numbers = Array.from({ length: 400_000 }, (_, at) => Math.sin(at) * at);
  await saved(cluster, [[1, { numbers }], [2]]);
  expect(cluster.records(place.topic).length).toBeGreaterThan(4);
  expect((await stateOn(cluster).load())?.snapshot.numbers).toEqual(numbers);
});

test("what was aborted is no state", async () => {
  const cluster = opened();
  const writer = await saved(cluster, [[1, { numbers: [1] }]]);
  const state = stateOn(cluster);
  await state.load();
  const failing = writer.transaction(async (transaction) => {
    await state.save(transaction, 2, { numbers: [2] });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow();
  expect(await stateOn(cluster).load()).toMatchObject({ progress: 1 });
});

test("the newest record is found behind thousands of others", async () => {
  const cluster = opened();
  const writer = await saved(cluster, [[1, { numbers: [1] }]]);
  await writer.transaction(async (transaction) => {
    for (let piece = 0; piece < 30; piece += 1) {
      const noise = Array.from({ length: 100 }, () => ({ key: "else", value: "x" }));
      await transaction.send(place, noise);
    }
  });
  expect(await stateOn(cluster).load()).toMatchObject({ progress: 1 });
});

test("where the newest snapshot was deleted in part, the one before is used, with the newest progress", async () => {
  const cluster = opened();
  await saved(cluster, [[1, { numbers: [1] }], [2, { numbers: [2] }], [3]]);
  const snapshots = cluster
    .records(place.topic)
    .filter(({ key }) => Buffer.from(key ?? []).toString() === "snapshot");
  expect(snapshots).toHaveLength(2);
  const damaged = {
    ...cluster.client(),
    reader: (from: Parameters<ReturnType<MemoryCluster["client"]>["reader"]>[0]) =>
      cluster
        .client()
        .reader(
          from.map((one) => (one.offset === snapshots[1]?.offset ? { ...one, offset: one.offset + 1 } : one)),
        ),
  };
  const state = stateLog<Snapshot, number>({ log: damaged, place, owner: "me", version: "1" });
  expect(await state.load()).toMatchObject({ snapshot: { numbers: [1] }, at: 1, progress: 3 });
});

describe("is refused, with what to do,", () => {
  const startAnew =
    /delete the topic, run tocsin topics apply and start with --warm-from TIME, which learns from the retained input and emits no alert for it$/;

  const refusal = async (cluster: MemoryCluster, more: { owner?: string; version?: string } = {}) =>
    await stateOn(cluster, more)
      .load()
      .then(
        () => "nothing",
        (error: unknown) => (error instanceof StateFault ? error.message : "another error"),
      );

  test("the state of another owner", async () => {
    const cluster = opened();
    await saved(cluster, [[1, odd]]);
    expect(await refusal(cluster, { owner: "you" })).toMatch(/belongs to me, not to you.*namePrefix/);
  });

  test("the state of another version", async () => {
    const cluster = opened();
    await saved(cluster, [[1, odd]]);
    const told = await refusal(cluster, { version: "2" });
    expect(told).toMatch(/version 1, this is 2: run that version, or /);
    expect(told).toMatch(startAnew);
  });

  test("a state of another format, or what is none", async () => {
    for (const value of ['{"format":99}', "nonsense", "null"]) {
      const cluster = opened();
      await cluster.client().append([{ ...place, key: "progress", value }]);
      const told = await refusal(cluster);
      expect(told).toMatch(/has format/);
      expect(told).toMatch(startAnew);
    }
  });

  test("a state whose snapshots are all gone", async () => {
    const cluster = opened();
    await saved(cluster, [[1, odd], [2]]);
    const last = cluster.records(place.topic).at(-1);
    cluster.deleteBefore(place, last?.offset ?? 0);
    const told = await refusal(cluster);
    expect(told).toMatch(/retention\.bytes/);
    expect(told).toMatch(startAnew);
  });
});
