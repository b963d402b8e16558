import { StateFault } from "@tocsin/log";
import { beforeAll, expect, test } from "vitest";
import {
  judgedWindows,
  memoryInstallation,
  telemetryPartitions,
  valuesOn,
} from "../support/installation/memory-installation.ts";
import { appendAll, telemetryRecords } from "../support/installation/telemetry-log.ts";
import { startDetector, startIntake } from "../support/installation/workers-in-process.ts";
import { awaitCondition } from "./support/await-condition.ts";
import { type SmallLiveOutage, smallLiveOutage } from "./support/small-live-outage.ts";

let small: SmallLiveOutage;
beforeAll(async () => {
  small = await smallLiveOutage();
}, 60_000);

/** The detector's newest record as version 0.2.0 wrote it, which kept its progress in another form too. */
const recordOfFirst = (windowMs: number, judgedUntilMs: number): string => {
  const progress = { positions: [[0, 40]], quietUntilMs: null, judgedUntilMs };
  const snapshot = { offset: 0, parts: 1, sha256: "0".repeat(64), sizeBytes: 9, progress };
  const version = `detector 0.2.0, windows of ${windowMs} ms`;
  const record = { format: 1, owner: "tocsin.detector.default", version, progress, snapshot };
  return JSON.stringify({ ...record, previous: null });
};

test("the memory of version 0.2.0 is refused by name and stays, and after the way that the page tells nothing is said twice", async () => {
  const on = memoryInstallation(small.outage.topology);
  const { detectorState, incidents, evidence } = on.configuration.topics;
  const records = telemetryRecords(small.outage.lines, { partitions: telemetryPartitions });
  const middle = Math.floor(records.length / 2);

  const intake = startIntake(on, on.cluster.client());
  const before = startDetector(on, on.cluster.client());
  await appendAll(on.cluster.client(), records.slice(0, middle));
  await awaitCondition("windows of the first half", () => judgedWindows(on).length > 10);
  await before.stop();
  const untilMs = Math.max(...judgedWindows(on)) + on.configuration.windowMs;
  on.cluster.deleteTopic(detectorState);
  on.cluster.createTopic(detectorState, 1);
  const place = { topic: detectorState, partition: 0 };
  await on.cluster.client().append([
    { ...place, key: "snapshot", value: "of before" },
    { ...place, key: "progress", value: recordOfFirst(on.configuration.windowMs, untilMs) },
  ]);

  const refused = startDetector(on, on.cluster.client());
  const fault: unknown = await refused.done.catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(StateFault);
  expect(fault).toMatchObject({ code: "state-outdated" });
  expect(String(fault)).toContain("--warm-from TIME");
  expect(on.cluster.records(detectorState)).toHaveLength(2);

  on.cluster.deleteTopic(detectorState);
  on.cluster.createTopic(detectorState, 1);
  const [told, seen] = [valuesOn(on, incidents).length, valuesOn(on, evidence).length];
  const warmStart = { kind: "topics", suppressUntilMs: untilMs } as const;
  const after = startDetector(on, on.cluster.client(), { warmStart });
  await appendAll(on.cluster.client(), records.slice(middle));
  const last = Math.max(
    ...small.evidence.map((frame) => (JSON.parse(frame) as { windowStart: number }).windowStart),
  );
  await awaitCondition("the last window", () => judgedWindows(on).at(-1) === last);
  for (const worker of [intake, after]) await worker.stop();

  const alerts = valuesOn(on, incidents).map((value) => JSON.parse(value) as { id: string; time: string });
  expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length);
  for (const { time } of alerts.slice(told)) expect(Date.parse(time)).toBeGreaterThan(untilMs);
  expect(alerts.length).toBeGreaterThan(told);
  const again = judgedWindows(on).slice(seen);
  expect(again.filter((start) => start >= untilMs)).toEqual(
    [...new Set(again.filter((start) => start >= untilMs))].sort((one, other) => one - other),
  );
}, 90_000);
