import { expect, test } from "vitest";
import { memoryCluster } from "../../../test/support/memory-log/index.ts";
import { frameFeed } from "../src/frame-feed.ts";

const topic = "windows";

async function feedOf(values: readonly (readonly string[])[]) {
  const cluster = memoryCluster({ maxBatchRecords: 1 });
  cluster.createTopic(topic, values.length);
  const log = cluster.client();
  for (const [partition, ofPartition] of values.entries()) {
    await log.append(ofPartition.map((value) => ({ topic, partition, key: null, value })));
  }
  const feed = frameFeed(log, topic, new Map(values.map((_, partition) => [partition, 0])));
  const next = async (): Promise<string | null> => {
    const delivery = await feed.next(300);
    if (delivery?.kind !== "records") return null;
    return delivery.records.map(({ value }) => Buffer.from(value ?? []).toString("utf8")).join();
  };
  return { feed, next };
}

test("all partitions are read side by side, each in its order", async () => {
  const { feed, next } = await feedOf([
    ["a1", "a2"],
    ["b1", "b2"],
  ]);
  const taken = [await next(), await next(), await next(), await next()];
  expect(taken.filter((value) => value?.startsWith("a"))).toEqual(["a1", "a2"]);
  expect(taken.filter((value) => value?.startsWith("b"))).toEqual(["b1", "b2"]);
  await feed.close();
});

test("a partition that is held gives no more than what was on its way, and goes on when it is let go", async () => {
  const { feed, next } = await feedOf([["a1", "a2", "a3"], ["b1"]]);
  feed.hold(new Set([0]));
  const taken = [await next(), await next(), await next()];
  expect(taken.filter((value) => value?.startsWith("a") === true).length).toBeLessThanOrEqual(1);
  expect(taken).toContain("b1");
  feed.hold(new Set());
  const rest = [await next(), await next(), await next()];
  expect([...taken, ...rest]).toContain("a3");
  await feed.close();
});

test("a partition can be added while others are read", async () => {
  const cluster = memoryCluster();
  cluster.createTopic(topic, 2);
  const log = cluster.client();
  await log.append([{ topic, partition: 1, key: null, value: "late" }]);
  const feed = frameFeed(log, topic, new Map([[0, 0]]));
  expect(await feed.next(0)).toBeNull();
  feed.add(1, 0);
  const delivery = await feed.next(5000);
  expect(delivery?.place).toEqual({ topic, partition: 1 });
  await feed.close();
});

test("a topic that is not there is told to whoever asks for the next delivery", async () => {
  const cluster = memoryCluster();
  cluster.createTopic(topic, 1);
  const feed = frameFeed(cluster.client(), "another", new Map([[0, 0]]));
  await expect(async () => {
    for (let attempt = 0; attempt < 20; attempt += 1) await feed.next(50);
  }).rejects.toThrow(/another/);
  await feed.close();
});
