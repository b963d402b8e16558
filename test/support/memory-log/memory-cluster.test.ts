import { type Log, LogFault, type LogReader } from "@tocsin/log";
import { expect, test } from "vitest";
import {
  instantWait,
  memoryCluster,
  type MemoryClusterOptions,
  type MemoryFault,
  type MemoryOperationName,
  type MemoryVerdict,
  virtualTime,
} from "./index.ts";

const topic = "windows";
const place = { topic, partition: 0 };
const start = { ...place, offset: 0 };
const join = { group: "detectors", topics: [topic], strategy: "spread" } as const;

function clusterOf(partitions: number, options: MemoryClusterOptions = {}) {
  const cluster = memoryCluster({ nowMs: () => 1000, wait: instantWait, ...options });
  cluster.createTopic(topic, partitions);
  const values = (): readonly string[] =>
    cluster.records(topic).map(({ value }) => new TextDecoder().decode(value ?? undefined));
  return { cluster, values };
}

/** Lets every callback run that is due, and those that these make due. */
async function calm(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await instantWait();
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  await calm();
  return !settled;
}

/** Answers `verdict` once, at one phase of one kind of step. */
function once(
  name: MemoryOperationName,
  phase: "before" | "after",
  verdict: () => MemoryVerdict,
): MemoryFault {
  let met = false;
  return (operation) => {
    if (met || operation.name !== name || operation.phase !== phase) return "pass";
    met = true;
    return verdict();
  };
}

async function sendOne(log: Log, identity: string, value: string): Promise<void> {
  const writer = await log.writer(identity);
  await writer.transaction(async (transaction) => {
    await transaction.send(place, [{ key: null, value }]);
  });
}

async function append(log: Log, ...values: readonly string[]): Promise<void> {
  await log.append(values.map((value) => ({ ...place, key: null, value })));
}

test("a marker takes an offset in each partition of its transaction", async () => {
  const { cluster } = clusterOf(2);
  const log = cluster.client();
  await sendOne(log, "writer", "a");
  await append(log, "b");
  expect(cluster.records(topic).map(({ offset }) => offset)).toEqual([0, 2]);
  expect(await log.span(place)).toEqual({ first: 0, end: 3 });
  expect(await log.span({ topic, partition: 1 })).toEqual({ first: 0, end: 0 });
});

test("a killed process' calls never resolve and have no effect", async () => {
  const { cluster, values } = clusterOf(1);
  const log = cluster.client();
  const writer = await log.writer("writer");
  const reader = log.reader([start]);
  const membership = log.join(join);
  await membership.next();
  log.kill();
  const calls = [
    writer.transaction((transaction) => transaction.send(place, [{ key: null, value: "lost" }])),
    append(log, "lost"),
    reader.next(0),
    membership.commit([{ ...place, offset: 5 }]),
    membership.leave(),
    log.writer("other"),
    log.close(),
  ];
  expect(await Promise.all(calls.map(isPending))).toEqual(calls.map(() => true));
  expect(values()).toEqual([]);
  expect(cluster.groupOffset(join.group, place)).toBeNull();
});

test("a killed member keeps its partitions until its session is ended", async () => {
  const { cluster } = clusterOf(2);
  const log = cluster.client();
  const first = log.join(join);
  expect(await first.next()).toHaveLength(2);
  log.kill();
  const second = cluster.client().join(join);
  expect(await second.next()).toHaveLength(1);
  const waiting = second.next();
  expect(await isPending(waiting)).toBe(true);
  cluster.expire(log);
  expect(await waiting).toHaveLength(2);
});

test("a frozen process goes on where it was when it thaws, and finds out that it was fenced", async () => {
  const { cluster, values } = clusterOf(1);
  const log = cluster.client();
  const writer = await log.writer("writer");
  const zombie = writer.transaction(async (transaction) => {
    await transaction.send(place, [{ key: null, value: "lost" }]);
    log.freeze();
  });
  expect(await isPending(zombie)).toBe(true);
  await sendOne(cluster.client(), "writer", "kept");
  log.thaw();
  await expect(zombie).rejects.toMatchObject({ kind: "fenced" });
  expect(values()).toEqual(["kept"]);
});

test("a frozen member whose session ended is told that it holds nothing, and then joins anew", async () => {
  const { cluster } = clusterOf(1);
  const log = cluster.client();
  const membership = log.join(join);
  expect(await membership.next()).toEqual([place]);
  log.freeze();
  cluster.expire(log);
  const next = membership.next();
  expect(await isPending(next)).toBe(true);
  log.thaw();
  expect(await next).toEqual([]);
  await expect(membership.commit([{ ...place, offset: 1 }])).rejects.toThrow(LogFault);
  expect(await membership.next()).toEqual([place]);
  await membership.commit([{ ...place, offset: 1 }]);
  expect(cluster.groupOffset(join.group, place)).toBe(1);
});

test("a commit that fails before its effect stays open until the identity is taken over", async () => {
  const { cluster, values } = clusterOf(1);
  const log = cluster.client({ fault: once("commit", "before", () => "fail") });
  await expect(sendOne(log, "writer", "lost")).rejects.toMatchObject({ kind: "unreachable" });
  await append(log, "behind");
  expect(values()).toEqual([]);
  await cluster.client().writer("writer");
  expect(values()).toEqual(["behind"]);
});

test("a commit whose answer was lost has taken effect", async () => {
  const { cluster, values } = clusterOf(1);
  const log = cluster.client({ fault: once("commit", "after", () => "fail") });
  await expect(sendOne(log, "writer", "kept")).rejects.toMatchObject({ kind: "unreachable" });
  expect(values()).toEqual(["kept"]);
});

test("a process can be killed at a step of its own, before the effect or after it", async () => {
  for (const phase of ["before", "after"] as const) {
    const { cluster, values } = clusterOf(1);
    const log = cluster.client({
      fault: once("commit", phase, () => {
        log.kill();
        return "pass";
      }),
    });
    expect(await isPending(sendOne(log, "writer", "value"))).toBe(true);
    await cluster.client().writer("writer");
    expect(values()).toEqual(phase === "after" ? ["value"] : []);
  }
});

test("a fault of the test's own is thrown as it is", async () => {
  const fault = new LogFault("refused", "wrong password");
  const { cluster } = clusterOf(1, { fault: () => fault });
  const log = cluster.client();
  await expect(log.span(place)).rejects.toBe(fault);
  await expect(log.reader([start]).next(0)).rejects.toBe(fault);
});

test("a reader waits for brokers that do not answer, and misses nothing", async () => {
  const { cluster } = clusterOf(1);
  let isDown = true;
  const log = cluster.client({ fault: ({ name }) => (isDown && name === "fetch" ? "fail" : "pass") });
  await append(log, "a");
  const reader = log.reader([start]);
  expect(await reader.next(100)).toBeNull();
  expect([reader.endSeenAtMs(place), reader.lag(place)]).toEqual([null, null]);
  isDown = false;
  expect(await reader.next(0)).toMatchObject({ kind: "records", nextOffset: 1 });
});

test("the answer to a request that was sent before a seek is not delivered", async () => {
  const gate = Promise.withResolvers<void>();
  const { cluster } = clusterOf(1, { maxBatchRecords: 1 });
  await append(cluster.client(), "a", "b");
  const log = cluster.client({
    fault: async ({ phase }) => {
      if (phase === "after") await gate.promise;
      return "pass" as const;
    },
  });
  const reader = log.reader([start]);
  const next = reader.next(0);
  await calm();
  reader.seek({ ...place, offset: 1 });
  gate.resolve();
  expect(await next).toMatchObject({ records: [{ offset: 1 }], nextOffset: 2 });
});

test("a seek wakes a next that waits", async () => {
  const { cluster } = clusterOf(1, virtualTime(0));
  const log = cluster.client();
  await append(log, "old");
  const reader = log.reader([{ ...place, offset: 1 }]);
  const waiting = reader.next(1000);
  expect(await isPending(waiting)).toBe(true);
  reader.seek(start);
  expect(await waiting).toMatchObject({ records: [{ offset: 0 }] });
});

test("joining that fails is told, and tried again; a member whose answer was lost is not there twice", async () => {
  for (const phase of ["before", "after"] as const) {
    const { cluster } = clusterOf(2);
    const membership = cluster.client({ fault: once("join", phase, () => "fail") }).join(join);
    await expect(membership.next()).rejects.toMatchObject({ kind: "unreachable" });
    expect(await membership.next()).toHaveLength(2);
  }
});

test("who joins for a topic that is not there is told so", async () => {
  const { cluster } = clusterOf(1);
  const membership = cluster.client().join({ ...join, topics: ["other"] });
  await expect(membership.next()).rejects.toMatchObject({ kind: "topic-missing" });
});

test("a group's members must agree on topics and strategy", async () => {
  const { cluster } = clusterOf(1);
  await cluster.client().join(join).next();
  const other = cluster.client().join({ ...join, strategy: "single" });
  await expect(other.next()).rejects.toMatchObject({ kind: "failed" });
});

test("partitions that are added are shared out too, and who has some keeps them", async () => {
  const { cluster } = clusterOf(2);
  const [first, second] = [cluster.client().join(join), cluster.client().join(join)];
  await calm();
  const [one] = (await first.next()) ?? [];
  const [other] = (await second.next()) ?? [];
  cluster.addPartitions(topic, 4);
  const [ofFirst, ofSecond] = [await first.next(), await second.next()];
  expect([ofFirst?.length, ofSecond?.length]).toEqual([2, 2]);
  expect(ofFirst).toContainEqual(one);
  expect(ofSecond).toContainEqual(other);
});

test("a transaction that takes too long is aborted, and its writer fenced", async () => {
  const { cluster, values } = clusterOf(1);
  const log = cluster.client();
  const writer = await log.writer("writer");
  const slow = writer.transaction(async (transaction) => {
    await transaction.send(place, [{ key: null, value: "lost" }]);
    await append(log, "behind");
    cluster.timeOut("writer");
  });
  await expect(slow).rejects.toMatchObject({ kind: "fenced" });
  expect(values()).toEqual(["behind"]);
});

test("a commit may resolve before its markers stand, and a takeover waits for them", async () => {
  const gate = Promise.withResolvers<void>();
  const { cluster, values } = clusterOf(1, { beforeMarker: () => gate.promise });
  await sendOne(cluster.client(), "writer", "kept");
  expect(values()).toEqual([]);
  const takeover = cluster.client().writer("writer");
  expect(await isPending(takeover)).toBe(true);
  gate.resolve();
  await takeover;
  expect(values()).toEqual(["kept"]);
});

test("a record that is larger than its topic takes is refused", async () => {
  const { cluster, values } = clusterOf(1);
  cluster.createTopic("small", 1, { maxRecordBytes: 10 });
  const log = cluster.client();
  const small = { topic: "small", partition: 0, key: "12345" };
  await log.append([{ ...small, value: "67890" }]);
  await expect(log.append([{ ...small, value: "678901" }])).rejects.toMatchObject({ kind: "too-large" });
  const writer = await log.writer("writer");
  const both = writer.transaction(async (transaction) => {
    await transaction.send(place, [{ key: null, value: "lost" }]);
    await transaction.send({ topic: "small", partition: 0 }, [{ key: null, value: "x".repeat(11) }]);
  });
  await expect(both).rejects.toMatchObject({ kind: "too-large" });
  expect([values(), cluster.records("small")]).toEqual([[], [expect.anything()]]);
});

test("a reader that begins within a batch that cannot be decoded is told what is left of it", async () => {
  const { cluster } = clusterOf(1);
  expect(cluster.corrupt(place, 4, "an unknown codec")).toBe(0);
  const reader = cluster.client().reader([{ ...place, offset: 2 }]);
  expect(await reader.next(0)).toMatchObject({ kind: "undecodable", firstOffset: 2, nextOffset: 4 });
  cluster.deleteBefore(place, 1);
  const behind = cluster.client().reader([start]);
  expect(await behind.next(0)).toMatchObject({ kind: "gap", expectedOffset: 0, nextOffset: 1 });
  expect(await behind.next(0)).toMatchObject({ kind: "undecodable", firstOffset: 1, nextOffset: 4 });
});

test("send tells offsets, not counts of records: behind what was deleted and what cannot be decoded too", async () => {
  const { cluster } = clusterOf(1);
  cluster.corrupt(place, 4, "an unknown codec");
  await append(cluster.client(), "a", "b");
  cluster.deleteBefore(place, 5);
  const writer = await cluster.client().writer("writer");
  expect(await writer.transaction((open) => open.send(place, [{ key: null, value: "c" }]))).toBe(6);
  expect(cluster.records(topic).map(({ offset }) => offset)).toEqual([5, 6]);
});

test("behind an offset that the partition never had it is read from its beginning, as a topic that was made anew", async () => {
  const { cluster } = clusterOf(1);
  const reader: LogReader = cluster.client().reader([{ ...place, offset: 1 }]);
  expect(await reader.next(0)).toEqual({
    kind: "gap",
    place,
    reason: "made-anew",
    expectedOffset: 1,
    nextOffset: 0,
  });
  expect(await reader.next(0)).toBeNull();
});

test("in virtual time next waits until the test moves the clock", async () => {
  const time = virtualTime(5000);
  const { cluster } = clusterOf(1, time);
  const log = cluster.client();
  const reader = log.reader([start]);
  const waiting = reader.next(200);
  time.advance(199);
  expect(await isPending(waiting)).toBe(true);
  time.advance(1);
  expect(await waiting).toBeNull();
  expect(reader.endSeenAtMs(place)).toBe(5200);
  await append(log, "a");
  expect(await reader.next(200)).toMatchObject({ records: [{ timestampMs: 5200 }] });
});

test("calls that a caller must not make beside each other are programmer's errors", async () => {
  const { cluster, values } = clusterOf(1);
  const log = cluster.client();
  const reader = log.reader([start]);
  const waiting = reader.next(60_000);
  await expect(reader.next(0)).rejects.toThrow("before the call before it had ended");
  const writer = await log.writer("writer");
  const careless = writer.transaction(async (transaction) => {
    const first = transaction.send(place, [{ key: null, value: "a" }]);
    const second = transaction.send(place, [{ key: null, value: "b" }]);
    await Promise.all([first, second]);
  });
  await expect(writer.transaction(() => Promise.resolve())).rejects.toThrow("the one before it had ended");
  await expect(careless).rejects.toThrow("not awaited before the next");
  await reader.close();
  expect(await waiting).toBeNull();
  expect(values()).toEqual([]);
});

test("what the caller does to its bytes afterwards does not touch what is kept", async () => {
  const { cluster, values } = clusterOf(1);
  const value = Uint8Array.from([97]);
  await cluster.client().append([{ ...place, key: null, value }]);
  value[0] = 98;
  expect(values()).toEqual(["a"]);
});
