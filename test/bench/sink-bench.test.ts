import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Point, projection } from "@tocsin/adapters/influx";
import type { EvidenceFrame } from "@tocsin/contracts";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { freshBucket, useInflux } from "../support/servers/index.ts";
import { askInfluxql } from "../support/servers/influx/ask-influxql.ts";
import { writtenByClient, writtenByRecorder } from "./influx/write-points.ts";
import type { SkippedBenchmark } from "./report.ts";
import { runBench } from "./run-bench.ts";
import { resumed, steadyWorld } from "./worlds/steady-world.ts";

const influx = useInflux();
const folder = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const none = () => Promise.resolve({ kind: "none", reasons: "this is a test" } as const);

test("the recorder's way and the client's way leave the same points in the database", async () => {
  const steady = steadyWorld(5, 3);
  const detector = resumed(steady, true);
  const { evidence: pointsIn } = projection({ environment: "default", topology: null });
  const points: readonly Point[] = steady.windows.flatMap((window) => {
    const { evidence } = detector.step(window);
    return evidence === null ? [] : pointsIn(evidence as EvidenceFrame, null);
  });
  const held = async (write: typeof writtenByClient): Promise<unknown> => {
    const bucket = await freshBucket(influx);
    onTestFinished(() => bucket.remove());
    expect((await write(influx, bucket.name, points)).amount).toBe(points.length);
    return await askInfluxql(influx, bucket.name, "SELECT * FROM /.*/ GROUP BY *");
  };
  const byRecorder = await held(writtenByRecorder);
  expect(byRecorder).toContainEqual(expect.objectContaining({ name: "signal" }));
  expect(await held(writtenByClient)).toEqual(byRecorder);
}, 60_000);

test("the benchmark gives positive figures, and the database is given back", async () => {
  const skipped: SkippedBenchmark[] = [];
  let stops = 0;
  const { url, org, token, way } = influx;
  const stop = async (): Promise<void> => {
    stops += 1;
  };
  const report = await runBench({
    size: "tiny",
    only: ["sink"],
    repetitions: null,
    folder,
    onSkipped: (one) => skipped.push(one),
    findBroker: none,
    findInflux: () => Promise.resolve({ kind: "found", way, service: { url, org, token }, stop }),
    findPeers: none,
    findCheckout: () => ({ kind: "none", reasons: "this is a test" }),
  });
  expect(skipped).toEqual([]);
  for (const { name, spread } of report.benchmarks.flatMap(({ figures }) => figures)) {
    for (const value of spread.values) expect(Number.isFinite(value) && value > 0, name).toBe(true);
  }
  expect(stops).toBe(1);
}, 180_000);
