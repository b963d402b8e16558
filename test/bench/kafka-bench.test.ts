import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { useInflux, useKafka } from "../support/servers/index.ts";
import { benchmarkNames, type SkippedBenchmark } from "./report.ts";
import { runBench } from "./run-bench.ts";

const kafka = useKafka();
const influx = useInflux();
const folder = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("on a broker every benchmark that needs one gives positive figures, and the broker is given back", async () => {
  const skipped: SkippedBenchmark[] = [];
  let stops = 0;
  const found = {
    kind: "found",
    way: kafka.way,
    service: { brokers: kafka.brokers },
    stop: async () => {
      stops += 1;
    },
  } as const;
  const only = benchmarkNames.filter((name) => name.startsWith("kafka-") || name === "idle-run");
  const { url, org, token, way } = influx;
  const report = await runBench({
    size: "tiny",
    only,
    repetitions: null,
    folder,
    onSkipped: (one) => skipped.push(one),
    findBroker: () => Promise.resolve(found),
    findInflux: () =>
      Promise.resolve({ kind: "found", way, service: { url, org, token }, stop: () => Promise.resolve() }),
    findPeers: () => Promise.resolve({ kind: "none", reasons: "this is a test" }),
    findCheckout: () => ({ kind: "none", reasons: "this is a test" }),
  });
  expect(skipped).toEqual([]);
  expect(report.benchmarks.map(({ name }) => name)).toEqual(only);
  for (const { name, spread } of report.benchmarks.flatMap(({ figures }) => figures)) {
    for (const value of spread.values) expect(Number.isFinite(value) && value > 0, name).toBe(true);
  }
  expect(stops).toBe(1);
}, 180_000);
