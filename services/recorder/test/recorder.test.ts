import { InfluxFault, type InfluxRetry, projection } from "@tocsin/adapters/influx";
import type { AlertEvent, EvidenceFrame } from "@tocsin/contracts";
import { LogFault } from "@tocsin/log";
import { describe, expect, test } from "vitest";
import { instantWait } from "../../../test/support/memory-log/index.ts";
import { awaitCondition } from "../../../test/support/servers/run/await-condition.ts";
import { recorderWorker, type WrittenDelivery } from "../src/index.ts";
import { memoryDatabase } from "./support/memory-database.ts";
import {
  alertValue,
  append,
  clusterWith,
  common,
  endOf,
  evidence,
  evidenceValue,
  group,
  incidents,
  isDrained,
  observing,
  topology,
} from "./support/recorder-world.ts";

const soon = { withinMs: 20_000, what: "the recorder", everyMs: 1 };
const away = new InfluxFault("unavailable", "away");

/** The same numbers from 0 to 1 for the same seed. */
function chances(seed: number): () => number {
  let state = Math.imul(seed, 2_654_435_761);
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Rows that the windows and alerts are in the end, however they got there. */
async function expectedRows(windows: number, alerts: number): Promise<readonly string[]> {
  const made = projection({ environment: "test", topology });
  const points = [
    ...Array.from({ length: windows }, (_, at) =>
      made.evidence(JSON.parse(evidenceValue(at)) as EvidenceFrame, at),
    ),
    ...Array.from({ length: alerts }, (_, at) => made.alert(JSON.parse(alertValue(at + 1)) as AlertEvent)),
  ].flat();
  const expected = memoryDatabase();
  await expected.sink.write(points);
  return [...expected.rows.values()].toSorted();
}

describe("the recorder", () => {
  test("writes every window, alert and the topology, and then has committed what it read", async () => {
    const cluster = await clusterWith(10, 4);
    const { sink, rows } = memoryDatabase();
    const running = recorderWorker({ ...common, log: cluster.client(), sink });
    await awaitCondition(() => isDrained(cluster), soon);
    await running.stop();
    expect([...rows.values()].toSorted()).toEqual(await expectedRows(10, 4));
    expect([...rows.values()].filter((line) => line.startsWith("topology_")).length).toBe(3);
    expect([...rows.values()].some((line) => line.includes("lag_ms"))).toBe(true);
  });

  test("tells what was written, with the newest event time and the lag", async () => {
    const cluster = await clusterWith(7, 0);
    const told: WrittenDelivery[] = [];
    const instrumentation = observing({ written: (_place, delivery) => void told.push(delivery) });
    const running = recorderWorker({
      ...common,
      log: cluster.client(),
      sink: memoryDatabase().sink,
      instrumentation,
    });
    await awaitCondition(() => isDrained(cluster), soon);
    await running.stop();
    expect(told.map(({ records, lag }) => [records, lag])).toEqual([
      [3, 4],
      [3, 1],
      [1, 0],
    ]);
  });

  test("commits nothing and reads no further while the database is away, and drains when it is back", async () => {
    const cluster = await clusterWith(30, 0);
    const retries: InfluxRetry[] = [];
    let isAway = true;
    const database = memoryDatabase(() => {
      if (isAway) throw away;
    });
    let fetches = 0;
    const log = cluster.client({ fault: ({ name }) => ((fetches += name === "fetch" ? 1 : 0), "pass") });
    const instrumentation = observing({ retried: (retry) => void retries.push(retry) });
    const running = recorderWorker({ ...common, log, sink: database.sink, instrumentation });
    await awaitCondition(() => retries.length > 200, soon);
    expect(cluster.groupOffset(group, evidence)).toBe(null);
    expect(fetches).toBeLessThan(5);
    await append(cluster, evidence, [evidenceValue(30)]);
    isAway = false;
    await awaitCondition(() => isDrained(cluster), soon);
    await running.stop();
    expect(database.rows.size).toBe((await expectedRows(31, 0)).length);
  });

  test("goes on from the committed offsets, and from the oldest record where there are none", async () => {
    const cluster = await clusterWith(6, 0);
    cluster.deleteBefore(evidence, 2);
    for (const windows of [6, 8]) {
      const database = memoryDatabase();
      const running = recorderWorker({ ...common, log: cluster.client(), sink: database.sink });
      await awaitCondition(() => isDrained(cluster), soon);
      await running.stop();
      const worlds = [...database.rows.values()].filter((line) => line.startsWith("world,"));
      expect(worlds).toHaveLength(windows === 6 ? 4 : 2);
      await append(cluster, evidence, [evidenceValue(6), evidenceValue(7)]);
    }
  });

  test("passes over what is no record, with place and code, and goes on", async () => {
    const cluster = await clusterWith(1, 1);
    await append(cluster, evidence, [null, "{", '{"v":1}', evidenceValue(1)]);
    await append(cluster, incidents, ["[]", alertValue(2)]);
    cluster.corrupt(evidence, 4, "unknown codec");
    await append(cluster, evidence, [evidenceValue(2)]);
    const told: string[] = [];
    const database = memoryDatabase();
    const instrumentation = observing({
      rejected: ({ topic }, { offset, code }) => void told.push(`${topic} ${offset} ${code}`),
      undecodable: ({ topic }, { first, next }) => void told.push(`${topic} ${first}-${next} undecodable`),
    });
    const running = recorderWorker({
      ...common,
      log: cluster.client(),
      sink: database.sink,
      instrumentation,
    });
    await awaitCondition(() => isDrained(cluster), soon);
    await running.stop();
    expect(told.toSorted()).toEqual([
      `${evidence.topic} 1 value-missing`,
      `${evidence.topic} 2 value-not-json`,
      `${evidence.topic} 3 value-schema`,
      `${evidence.topic} 5-9 undecodable`,
      `${incidents.topic} 1 value-not-json`,
    ]);
    const measurements = [...database.rows.values()].map((line) => line.split(",")[0]);
    expect(measurements.filter((name) => name === "world")).toHaveLength(3);
    expect(measurements.filter((name) => name === "incident")).toHaveLength(2);
  });

  test("tells the points that the database refuses, and writes the rest", async () => {
    const cluster = await clusterWith(2, 0);
    const database = memoryDatabase(undefined, ({ measurement }) => measurement === "pipeline");
    const lines: string[] = [];
    const instrumentation = observing({
      setAside: (points) => void lines.push(...points.map(({ line }) => line)),
    });
    const running = recorderWorker({
      ...common,
      log: cluster.client(),
      sink: database.sink,
      instrumentation,
    });
    await awaitCondition(() => isDrained(cluster), soon);
    await running.stop();
    expect(lines.map((line) => line.split(",")[0])).toEqual(["pipeline", "pipeline"]);
    expect(database.rows.size).toBe((await expectedRows(2, 0)).length - 2);
  });

  test("tells of records that were deleted before it came to them", async () => {
    const cluster = await clusterWith(9, 0);
    const database = memoryDatabase(() => cluster.deleteBefore(evidence, 6));
    const gaps: unknown[] = [];
    const instrumentation = observing({ gap: (place, range) => void gaps.push({ ...place, ...range }) });
    const running = recorderWorker({
      ...common,
      log: cluster.client(),
      sink: database.sink,
      instrumentation,
    });
    await awaitCondition(() => isDrained(cluster), soon);
    await running.stop();
    expect(gaps).toEqual([{ ...evidence, expected: 3, next: 6, reason: "deleted" }]);
  });

  test("writes a changed topology with the next window", async () => {
    const cluster = await clusterWith(1, 0);
    const database = memoryDatabase();
    const running = recorderWorker({ ...common, topology: null, log: cluster.client(), sink: database.sink });
    await awaitCondition(() => isDrained(cluster), soon);
    running.reload(topology);
    await append(cluster, evidence, [evidenceValue(1)]);
    await awaitCondition(() => isDrained(cluster), soon);
    await running.stop();
    expect([...database.rows.values()].filter((line) => line.startsWith("topology_")).length).toBe(3);
  });
});

describe("the recorder ends", () => {
  test("with the fault in the case of a missing topic", async () => {
    const cluster = await clusterWith(0, 0);
    const running = recorderWorker({
      ...common,
      configuration: { ...common.configuration, topics: { evidence: "other", incidents: incidents.topic } },
      log: cluster.client(),
      sink: memoryDatabase().sink,
    });
    await expect(running.done).rejects.toMatchObject({ kind: "topic-missing" });
  });

  test.each([
    ["wrong credentials of the database", new InfluxFault("refused", "unauthorized")],
    ["the unexpected", new TypeError("a bug")],
  ])("with the fault in the case of %s, and commits nothing", async (_name, fault) => {
    const cluster = await clusterWith(1, 0);
    const database = memoryDatabase(() => {
      throw fault;
    });
    const running = recorderWorker({ ...common, log: cluster.client(), sink: database.sink });
    await expect(running.done).rejects.toBe(fault);
    expect(cluster.groupOffset(group, evidence)).toBe(null);
  });

  test("at once when it is stopped, also while the database is away or does not answer", async () => {
    const cluster = await clusterWith(1, 0);
    const hanging = async (_phase: string, signal: AbortSignal | undefined): Promise<void> =>
      await new Promise((_, reject) => signal?.addEventListener("abort", () => reject(away)));
    for (const trouble of [hanging, () => Promise.reject(away)]) {
      let began = false;
      const database = memoryDatabase(async (phase, signal) => {
        began = true;
        await trouble(phase, signal);
      });
      const running = recorderWorker({ ...common, log: cluster.client(), sink: database.sink });
      await awaitCondition(() => began, soon);
      await running.stop();
      await expect(running.done).resolves.toBe(undefined);
    }
  });
});

describe("whatever goes wrong, the database holds in the end what it holds without trouble:", () => {
  test("what was given up for a new member of the group is written afterwards, the topology too", async () => {
    const cluster = await clusterWith(2, 1, instantWait);
    const hanging = Promise.withResolvers<void>();
    let isHanging = true;
    const database = memoryDatabase(async (_phase, signal) => {
      if (!isHanging) return;
      hanging.resolve();
      await new Promise((_, reject) => signal?.addEventListener("abort", () => reject(away)));
    });
    const running = recorderWorker({ ...common, log: cluster.client(), sink: database.sink });
    await hanging.promise;
    isHanging = false;
    const { evidence: first, incidents: second } = common.configuration.topics;
    const other = cluster.client().join({ group, topics: [first, second], strategy: "spread" });
    await other.next();
    await other.leave();
    await awaitCondition(() => isDrained(cluster), soon);
    await running.stop();
    expect([...database.rows.values()].toSorted()).toEqual(await expectedRows(2, 1));
  });

  test("a commit that fails is told, and the next one makes good for it", async () => {
    const cluster = await clusterWith(9, 0, instantWait);
    let failures = 2;
    const log = cluster.client({
      fault: ({ name, phase }) => {
        if (name !== "group-commit" || phase !== "before" || failures === 0) return "pass";
        failures -= 1;
        return new LogFault("failed", "rebalancing");
      },
    });
    const told: unknown[] = [];
    const database = memoryDatabase();
    const instrumentation = observing({ commitFailed: (error) => void told.push(error) });
    const running = recorderWorker({ ...common, log, sink: database.sink, instrumentation });
    await awaitCondition(() => isDrained(cluster), soon);
    await running.stop();
    expect(told).toHaveLength(2);
    expect([...database.rows.values()].toSorted()).toEqual(await expectedRows(9, 0));
  });

  test("the last commit is tried again also when nothing more comes", async () => {
    const cluster = await clusterWith(1, 0, instantWait);
    let failures = 3;
    const log = cluster.client({
      fault: ({ name }) => (name === "group-commit" && (failures -= 1) >= 0 ? "fail" : "pass"),
    });
    const running = recorderWorker({ ...common, log, sink: memoryDatabase().sink });
    await awaitCondition(() => isDrained(cluster), soon);
    await running.stop();
  });

  test.each([1, 2, 3, 4])("a log that is away at any step is waited for (%i)", async (seed) => {
    const cluster = await clusterWith(9, 3, instantWait);
    const chance = chances(seed);
    const log = cluster.client({
      fault: ({ name }) => (name !== "join" && name !== "leave" && chance() < 0.12 ? "fail" : "pass"),
    });
    const database = memoryDatabase();
    const running = recorderWorker({ ...common, log, sink: database.sink });
    await awaitCondition(() => isDrained(cluster), soon);
    expect([...database.rows.values()].toSorted()).toEqual(await expectedRows(9, 3));
    await running.stop();
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("recorders die and follow each other (%i)", async (seed) => {
    const cluster = await clusterWith(40, 20, instantWait);
    const rows = new Map<string, string>();
    const chance = chances(seed);
    for (let life = 0; !isDrained(cluster); life += 1) {
      expect(life).toBeLessThan(200);
      const log = cluster.client();
      const dies = Promise.withResolvers<void>();
      const die = (): void => {
        log.kill();
        dies.resolve();
      };
      const database = memoryDatabase(async () => {
        if (chance() < 0.2) die();
        if (chance() < 0.2) throw away;
        // A dead process goes no further.
        if (chance() < 0.05) await new Promise(() => die());
      });
      recorderWorker({ ...common, log, sink: database.sink });
      await Promise.race([dies.promise, awaitCondition(() => isDrained(cluster), soon)]);
      cluster.expire(log);
      for (const [place, line] of database.rows) rows.set(place, line);
    }
    expect([...rows.values()].toSorted()).toEqual(await expectedRows(40, 20));
    expect(cluster.groupOffset(group, evidence)).toBe(endOf(cluster, evidence));
  });
});
