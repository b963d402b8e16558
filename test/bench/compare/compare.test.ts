import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { atLeast, atMost, figure } from "../figure.ts";
import type { BenchReport, BenchmarkName, Figure } from "../report.ts";
import { type Baseline, baselineOf, machineKind, readBaseline, replacing } from "./baseline.ts";
import { comparison } from "./compare-words.ts";
import { compare } from "./compare.ts";
import { keptBaselines } from "./kept-baselines.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-baselines-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const machine = {
  processor: "Intel(R) Xeon(R) Processor @ 2.50GHz",
  cores: 2,
  memoryBytes: 8e9,
  system: "Linux 6.18.44 x64",
};

function reportOf(figures: readonly Figure[], name: BenchmarkName = "engine"): BenchReport {
  return {
    tocsinBench: 1,
    startedAt: "2026-01-05T10:30:00.000Z",
    tookMs: 61_000,
    size: "quick",
    machine,
    versions: { node: "24.0.0", v8: "13.6" },
    commit: { hash: "0123456789ab", changed: false },
    load: { before: [0, 0, 0], after: [0, 0, 0] },
    benchmarks: [
      { name, what: "how fast", input: "ten things", figures: [...figures], processorShare: null },
    ],
    skipped: [],
  };
}

const share = (...values: readonly number[]): Baseline =>
  baselineOf(reportOf([figure("share", "times", values, atLeast(0.5))]));
const cost = (...values: readonly number[]): Baseline =>
  baselineOf(reportOf([figure("cost", "times", values, atMost(2))]));

describe("what a run is held against", () => {
  test("is what does not depend on the machine's speed: ratios and bytes", () => {
    const report = reportOf([
      figure("speed", "per second", [1000]),
      figure("time", "milliseconds", [3]),
      figure("share", "times", [0.4]),
      figure("size", "bytes", [1300]),
    ]);
    expect(baselineOf(report).figures.map(({ name, better }) => [name, better])).toEqual([
      ["share", "more"],
      ["size", "less"],
    ]);
  });

  test("is read from a report and from a baseline alike, and nothing else is taken for one", () => {
    const report = reportOf([figure("share", "times", [0.4])]);
    const baseline = baselineOf(report);
    expect(readBaseline(JSON.stringify(report), "F")).toEqual(baseline);
    expect(readBaseline(JSON.stringify(baseline), "F")).toEqual(baseline);
    for (const text of ["", "{", "[]", '{"tocsinBench":1}'])
      expect(() => readBaseline(text, "F")).toThrow("F is neither what pnpm bench --json writes nor");
  });
});

describe("a ratio that is worse by more than a tenth", () => {
  test("is told with both values and by how much, one by a tenth is not", () => {
    expect(comparison(share(0.5), share(0.45), "F").worse).toBe(0);
    const { text, worse } = comparison(share(0.5), share(0.44), "F");
    expect(worse).toBe(1);
    expect(text).toContain("worse:  engine, share: 0.500 before, 0.440 now (-12.0 %)");
  });

  test("is more where less is better", () => {
    expect(comparison(cost(2), cost(2.3), "F").worse).toBe(1);
    const { text, worse } = comparison(cost(2), cost(1.7), "F");
    expect(worse).toBe(0);
    expect(text).toContain("better: engine, cost: 2.00 before, 1.70 now (-15.0 %)");
  });

  test("is said to be noise, perhaps, where the middle halves of both runs overlap", () => {
    const noise = "it may be noise";
    expect(comparison(share(0.3, 0.5, 0.7), share(0.3, 0.4, 0.7), "F").text).toContain(noise);
    expect(comparison(share(0.5), share(0.4), "F").text).not.toContain(noise);
  });

  test("is never the same run, whatever it measured; and a run is worse than one it is better than", () => {
    const measured = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(share, cost), measured, measured, (of, one, other) => {
        expect(comparison(of(one), of(one), "F").worse).toBe(0);
        const [there = { worseBy: 0 }] = compare(of(one), of(other));
        const [back = { worseBy: 0 }] = compare(of(other), of(one));
        expect(there.worseBy * back.worseBy).toBeLessThanOrEqual(0);
      }),
    );
  });
});

test("figures that stand in one of the two only say nothing", () => {
  expect(compare(share(0.5), cost(1))).toEqual([]);
  expect(comparison(share(0.5), cost(1), "F").text).toContain("no ratio stands in both");
});

test("a machine of another kind is told", () => {
  const other = { ...share(0.5), kind: "darwin-arm64-8-cores-apple-m3" };
  expect(comparison(other, share(0.5), "F").text).toContain("a machine of another kind (darwin-arm64");
});

test("a kind of machine is its system, its processor without the clock rate, and its cores", () => {
  expect(machineKind(machine)).toBe("linux-x64-2-cores-intel-xeon-processor");
  expect(machineKind({ ...machine, processor: "Intel(R) Xeon(R) Processor", system: "Linux 5.4 x64" })).toBe(
    machineKind(machine),
  );
});

describe("kept baselines", () => {
  test("are found by kind of machine and size, and null where none is", () => {
    const kept = keptBaselines(join(folder, "found"));
    expect(kept.find(share(0.5))).toBeNull();
    const path = kept.keep(share(0.5));
    expect(kept.find(share(0.4))).toEqual(share(0.5));
    expect(kept.find({ ...share(0.4), size: "full" })).toBeNull();
    expect(readBaseline(readFileSync(path, "utf8"), path)).toEqual(share(0.5));
  });

  test("of benchmarks that did not run stay when others are kept", () => {
    const memory = baselineOf(reportOf([figure("size", "bytes", [1300])], "memory"));
    const parse = baselineOf(reportOf([figure("share", "times", [1])], "parse"));
    const all = replacing(replacing(memory, share(0.5)), parse);
    expect(all.figures.map(({ benchmark }) => benchmark)).toEqual(["parse", "engine", "memory"]);
    expect(replacing(all, share(0.4)).figures[1]!.median).toBe(0.4);
  });

  test("a file that is none is told by its path", () => {
    const kept = keptBaselines(folder);
    writeFileSync(kept.pathOf(share(1)), "no baseline");
    expect(() => kept.find(share(1))).toThrow(kept.pathOf(share(1)));
  });
});
