import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InfluxCheck, Point } from "@tocsin/adapters/influx";
import { InfluxFault } from "@tocsin/adapters/influx";
import { topicNames } from "@tocsin/contracts";
import { afterAll, expect, test } from "vitest";
import { memoryKafka, type MemoryKafka } from "../../../../test/support/memory-kafka.ts";
import { memoryDatabase } from "../../../recorder/test/support/memory-database.ts";
import { alertValue, evidenceValue, topology } from "../../../recorder/test/support/recorder-world.ts";
import { type Database, runRebuild } from "../../src/influx/rebuild.ts";
import { captured } from "../support/captured.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-rebuild-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const configFile = join(folder, "tocsin.yaml");
const topologyFile = join(folder, "topology.yaml");
writeFileSync(configFile, "influx: { token: secret }\n");
writeFileSync(topologyFile, JSON.stringify(topology));

async function kafkaWith(windows: number, alerts: number): Promise<MemoryKafka> {
  const kafka = memoryKafka();
  const client = kafka.brokers.client();
  const records = [
    ...Array.from({ length: windows }, (_, at) => [topicNames.evidence, evidenceValue(at)] as const),
    ...Array.from({ length: alerts }, (_, at) => [topicNames.incidents, alertValue(at + 1)] as const),
  ];
  await client.append(
    records.map(([topic, value], at) => ({ topic, partition: 0, key: null, value, timestampMs: at })),
  );
  return kafka;
}

const over = (sink: Database["open"], check: InfluxCheck = { kind: "ready" }): Database => ({
  check: async () => await Promise.resolve(check),
  open: sink,
});

async function rebuild(kafka: MemoryKafka, database: Database, interrupted?: AbortSignal) {
  const [stdout, stderr] = [captured(), captured()];
  const stop = interrupted === undefined ? {} : { interrupted };
  const io = { stdout, stderr, stdin: process.stdin, env: {}, cluster: kafka.cluster, ...stop };
  const code = await runRebuild({ configFile, topologyFile }, io, database);
  return { code, out: stdout.text(), err: stderr.text() };
}

test("an empty database holds what the topics hold, and a second time changes nothing", async () => {
  const kafka = await kafkaWith(30, 4);
  const { sink, rows } = memoryDatabase();
  const first = await rebuild(
    kafka,
    over(() => sink),
  );
  const once = [...rows];
  expect(first.code).toBe(0);
  expect(first.out).toContain("of 34 records once more");
  expect(once.filter(([, line]) => line.startsWith("world")).length).toBe(30);
  expect(once.some(([, line]) => line.startsWith("incident"))).toBe(true);
  expect(once.some(([, line]) => line.startsWith("topology_edge"))).toBe(true);
  await rebuild(
    kafka,
    over(() => sink),
  );
  expect([...rows]).toEqual(once);
});

test("what came after it had begun is left to the recorder, so that it ends while telemetry goes on", async () => {
  const kafka = await kafkaWith(3, 0);
  const { sink, rows } = memoryDatabase();
  let windows = 3;
  const growing = async (points: readonly Point[]) => {
    const value = evidenceValue(windows);
    windows += 1;
    await kafka.brokers.client().append([{ topic: topicNames.evidence, partition: 0, key: null, value }]);
    return await sink.write(points);
  };
  const { code } = await rebuild(
    kafka,
    over(() => ({ ...sink, write: growing })),
  );
  expect(code).toBe(0);
  expect([...rows.values()].filter((line) => line.startsWith("world")).length).toBe(3);
});

test("records that cannot be read and points that are refused are counted, and it ends with 1", async () => {
  const kafka = await kafkaWith(2, 1);
  await kafka.brokers
    .client()
    .append([{ topic: topicNames.incidents, partition: 0, key: null, value: "no alert" }]);
  const { sink } = memoryDatabase(undefined, ({ measurement }) => measurement === "incident");
  const { code, err } = await rebuild(
    kafka,
    over(() => sink),
  );
  expect(code).toBe(1);
  expect(err).toContain("1 record left out: cannot be read");
  expect(err).toMatch(/1 point refused: bad/);
});

test("a database that is away for a while is waited for and told once", async () => {
  const kafka = await kafkaWith(2, 0);
  let failures = 2;
  const { sink, rows } = memoryDatabase((phase) => {
    if (phase === "after" || failures === 0) return;
    failures -= 1;
    throw new InfluxFault("unavailable", "away");
  });
  const { code, err } = await rebuild(
    kafka,
    over(() => sink),
  );
  expect(code).toBe(0);
  expect(err.match(/waiting: away/g)?.length).toBe(1);
  expect(rows.size).toBeGreaterThan(0);
});

test("a bucket that is not there is told before anything is read", async () => {
  const kafka = await kafkaWith(1, 0);
  const missing = { kind: "missing", message: "make it with: tocsin influx setup" } as const;
  const { sink, writes } = memoryDatabase();
  await expect(
    rebuild(
      kafka,
      over(() => sink, missing),
    ),
  ).rejects.toMatchObject({ exitCode: 4, message: missing.message });
  expect(writes()).toBe(0);
});

test("an interrupt ends it, also while the database is waited for", async () => {
  const kafka = await kafkaWith(2, 0);
  const interrupt = new AbortController();
  const { sink } = memoryDatabase(() => {
    interrupt.abort();
    throw new InfluxFault("unavailable", "away");
  });
  await expect(
    rebuild(
      kafka,
      over(() => sink),
      interrupt.signal,
    ),
  ).rejects.toThrow();
});
