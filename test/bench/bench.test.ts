import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { benchmarkNames, BenchReport, type BenchmarkResult, type Figure } from "./report.ts";
import { runBench } from "./run-bench.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let report: BenchReport;
const told: BenchmarkResult[] = [];

beforeAll(async () => {
  report = await runBench({
    size: "tiny",
    only: benchmarkNames,
    repetitions: null,
    folder,
    onResult: (result) => told.push(result),
    findBroker: () => Promise.resolve({ kind: "none", reasons: "this is a test" }),
    findInflux: () => Promise.resolve({ kind: "none", reasons: "this is a test" }),
    findPeers: () => Promise.resolve({ kind: "none", reasons: "this is a test" }),
    findCheckout: () => ({ kind: "none", reasons: "this is a test" }),
  });
}, 600_000);

const figures = (): readonly Figure[] => report.benchmarks.flatMap((benchmark) => benchmark.figures);

describe("a tiny run of all benchmarks", () => {
  test("gives a report of the promised shape that survives JSON", () => {
    expect(BenchReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  test("holds every benchmark once and tells each as it comes; what a machine cannot give is skipped with a sentence", () => {
    const names = [...report.benchmarks, ...report.skipped].map(({ name }) => name);
    expect(names.toSorted()).toEqual(benchmarkNames.toSorted());
    for (const { name, why } of report.skipped) {
      expect(why).toBe(
        name.startsWith("kafka-")
          ? "no Kafka broker can be had: this is a test"
          : name === "sink" || name === "idle-run"
            ? "no InfluxDB 2.7 can be had: this is a test"
            : name === "clone"
              ? "nothing can be cloned: this is a test"
              : "the detectors of others cannot be had: this is a test",
      );
    }
    expect(told).toEqual(report.benchmarks);
  });

  test("gives every figure a name of its own, and positive finite measurements", () => {
    for (const benchmark of report.benchmarks) {
      const names = benchmark.figures.map(({ name }) => name);
      expect(new Set(names).size, benchmark.name).toBe(names.length);
    }
    for (const { name, spread } of figures()) {
      for (const value of spread.values) expect(Number.isFinite(value) && value > 0, name).toBe(true);
    }
  });

  test("orders median, quartiles and extremes", () => {
    for (const { name, spread } of figures()) {
      const { smallest, lowerQuartile, median, upperQuartile, largest } = spread;
      const ordered = [smallest, lowerQuartile, median, upperQuartile, largest];
      expect(
        ordered.toSorted((one, other) => one - other),
        name,
      ).toEqual(ordered);
    }
  });

  test("measures what the model's speed is promised by: 50 services, 225 series, 14 groups", () => {
    const engine = report.benchmarks.find(({ name }) => name === "engine");
    expect(engine?.input).toMatch(
      /^50 services, 14 groups .* 225 series, 20 windows after 90, 4,500 stream-minutes$/,
    );
  });

  test("names the machine and the versions", () => {
    expect(report.machine.cores).toBeGreaterThan(0);
    expect(report.machine.memoryBytes).toBeGreaterThan(0);
    expect(report.versions.node).toBe(process.versions.node);
  });
});
