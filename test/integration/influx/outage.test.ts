import { influxQuery, type InfluxRetry, influxSink } from "@tocsin/adapters/influx";
import type { InfluxConfiguration } from "@tocsin/contracts";
import { recorderWorker, type RecorderWorker } from "@tocsin/recorder";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MemoryCluster } from "../../support/memory-log/index.ts";
import {
  append,
  clusterWith,
  common,
  configurationOf,
  evidence,
  evidenceValue,
  group,
  isDrained,
  observing,
} from "../../../services/recorder/test/support/recorder-world.ts";
import { awaitCondition, faultProxy, type FaultProxy, type FreshStore } from "../../support/servers/index.ts";
import { rowsOf, versions } from "./support/stores.ts";

const windows = 200;
const drained = { withinMs: 60_000, what: "the recorder to write everything", everyMs: 20 };
const retry = { firstWaitMs: 20, longestWaitMs: 60 };

describe.each(versions)("a recorder before $name", ({ use }) => {
  const server = use();
  let store: FreshStore;
  let proxy: FaultProxy;
  let cluster: MemoryCluster;
  let running: RecorderWorker | null;
  let retries: InfluxRetry[];
  let fetches: number;

  beforeEach(async () => {
    store = await server.fresh();
    proxy = await faultProxy(server.url());
    cluster = await clusterWith(windows, 20);
    running = null;
    retries = [];
    fetches = 0;
  });
  afterEach(async () => {
    await running?.stop();
    await proxy.close();
    await store.remove();
  });

  const direct = (): InfluxConfiguration => server.configuration(store.name);

  function start(change: object = {}): void {
    const configuration = server.configuration(store.name, { url: proxy.url, ...change });
    const log = cluster.client({
      fault: ({ name }) => {
        if (name === "fetch") fetches += 1;
        return "pass";
      },
    });
    const instrumentation = observing({ retried: (again) => void retries.push(again) });
    running = recorderWorker({ ...common, log, sink: influxSink(configuration), instrumentation, retry });
  }

  let calmRows: readonly string[] | null = null;
  /** Rows of a recorder that nothing disturbs: the topics hold the same in every test. */
  async function undisturbed(): Promise<readonly string[]> {
    if (calmRows !== null) return calmRows;
    const other = await server.fresh();
    const configuration = server.configuration(other.name);
    const calm = recorderWorker({
      ...common,
      configuration: configurationOf("calm"),
      log: cluster.client(),
      sink: influxSink(configuration),
      retry,
    });
    await awaitCondition(() => isDrained(cluster, "calm.recorder"), drained);
    await calm.stop();
    calmRows = await rowsOf(configuration);
    await other.remove();
    return calmRows;
  }

  async function windowsWritten(): Promise<number> {
    const [table] = await influxQuery(direct(), "SELECT count(threshold) FROM world");
    return Number(table?.values[0]?.[1] ?? 0);
  }

  test.each([
    ["refuses connections", { kind: "refuse" }],
    ["takes connections and never answers", { kind: "hang" }],
    ["answers 503", { kind: "answer", status: 503 }],
    ["answers 404, as without its bucket", { kind: "answer", status: 404 }],
  ] as const)("loses nothing while the database %s, and reads no further", async (_name, mode) => {
    start({ timeoutMs: 300 });
    await awaitCondition(async () => (await windowsWritten()) > 20, drained);
    await proxy.set(mode);
    const before = retries.length;
    await awaitCondition(() => retries.length >= before + 5, drained);
    const [standing, fetched] = [cluster.groupOffset(group, evidence), fetches];
    await awaitCondition(() => retries.length >= before + 10, drained);
    expect(cluster.groupOffset(group, evidence)).toBe(standing);
    expect(fetches).toBe(fetched);
    await append(cluster, evidence, [evidenceValue(windows)]);
    await proxy.set({ kind: "pass" });
    await awaitCondition(() => isDrained(cluster), drained);
    expect(await rowsOf(direct())).toEqual(await undisturbed());
    expect(await windowsWritten()).toBe(windows + 1);
  });

  test("gets everything written by a slow database", async () => {
    await proxy.set({ kind: "slow", delayMs: 5 });
    start();
    await awaitCondition(() => isDrained(cluster), drained);
    expect(retries).toEqual([]);
    expect(await windowsWritten()).toBe(windows);
  });

  test("gets everything written by a database that answers too late every time at first", async () => {
    await proxy.set({ kind: "slow", delayMs: 400 });
    start({ timeoutMs: 200 });
    await awaitCondition(() => retries.length >= 3, drained);
    expect(cluster.groupOffset(group, evidence)).toBe(null);
    await append(cluster, evidence, [evidenceValue(windows)]);
    await proxy.set({ kind: "pass" });
    await awaitCondition(() => isDrained(cluster), drained);
    expect(await rowsOf(direct())).toEqual(await undisturbed());
  });

  test("writes the same rows again from the start of the topics when the store was deleted", async () => {
    start();
    await awaitCondition(() => isDrained(cluster), drained);
    await running?.stop();
    const first = await rowsOf(direct());
    await store.remove();
    store = await server.fresh();
    expect(await rowsOf(direct())).toEqual([]);
    running = recorderWorker({
      ...common,
      configuration: configurationOf("again"),
      log: cluster.client(),
      sink: influxSink(direct()),
      retry,
    });
    await awaitCondition(() => isDrained(cluster, "again.recorder"), drained);
    expect(await rowsOf(direct())).toEqual(first);
    expect(first.length).toBeGreaterThan(windows * 8);
  });
});
