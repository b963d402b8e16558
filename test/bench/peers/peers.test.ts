import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { steadyWorld } from "../worlds/steady-world.ts";
import { findPeers } from "./found-peers.ts";
import { rowsByService } from "./rates.ts";

test("a machine without Python is told so in one line, and nothing breaks", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-peers-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const found = await findPeers(folder, "a-python-that-is-not-there");
  expect(found.kind === "none" && found.reasons).toContain("a-python-that-is-not-there");
});

test("detectors of others get the rates that the engine gets, a row a minute for each service", () => {
  const steady = steadyWorld(5, 3);
  const rows = rowsByService(steady);
  expect(rows).toHaveLength(50);
  expect(rows.map((own) => own[0]!.length).reduce((sum, series) => sum + series, 0)).toBe(steady.series);
  for (const own of rows) expect(own).toHaveLength(3);
  steady.windows.forEach(({ observations }, minute) => {
    for (const { series, value, exposure } of observations) {
      const service = steady.services.findIndex((own) => own.includes(series));
      const column = steady.services[service]!.indexOf(series);
      expect(rows[service]![minute]![column]).toBe(exposure > 0 ? value / exposure : 0);
    }
  });
});

test("a series that pauses keeps its last rate, and one that never came is at 0", () => {
  const observed = (...values: readonly (readonly [series: number, value: number])[]) => ({
    windowStart: 0,
    windowMs: 60_000,
    observations: values.map(([series, value]) => {
      return { series, value, exposure: 2, readings: 1, intervalMs: 60_000, buckets: null };
    }),
    newSeries: [],
    duplicates: 0,
    conflicts: 0,
    lostShare: 0,
  });
  const windows = [observed([0, 4]), observed()];
  expect(rowsByService({ windows, services: [[0, 1]] })).toEqual([
    [
      [2, 0],
      [2, 0],
    ],
  ]);
});
