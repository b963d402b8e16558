import { beforeAll, expect, test } from "vitest";
import { awaitCondition } from "./support/await-condition.ts";
import {
  memoryInstallation,
  judgedWindows,
  telemetryPartitions,
  valuesOn,
} from "../support/installation/memory-installation.ts";
import { startDetector, startIntake } from "../support/installation/workers-in-process.ts";
import { type SmallLiveOutage, smallLiveOutage } from "./support/small-live-outage.ts";
import { appendAll, telemetryRecords } from "../support/installation/telemetry-log.ts";

let small: SmallLiveOutage;
beforeAll(async () => {
  small = await smallLiveOutage();
});

const records = () => telemetryRecords(small.outage.lines, { partitions: telemetryPartitions });

test("two intakes and a detector give the alerts and the evidence of a replay, byte for byte", async () => {
  const on = memoryInstallation(small.outage.topology);
  await appendAll(on.cluster.client(), records());
  const workers = [
    startIntake(on, on.cluster.client()),
    startIntake(on, on.cluster.client()),
    startDetector(on, on.cluster.client()),
  ];
  await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
  for (const worker of workers) await worker.stop();
  expect(valuesOn(on, on.configuration.topics.incidents)).toEqual(small.alerts);
  expect(valuesOn(on, on.configuration.topics.evidence)).toEqual(small.evidence);
  expect(small.alerts.length).toBeGreaterThan(1);
});

test("an alert is keyed by its incident and mirrors the CloudEvents attributes in its headers", async () => {
  const on = memoryInstallation(small.outage.topology);
  await appendAll(on.cluster.client(), records());
  const workers = [startIntake(on, on.cluster.client()), startDetector(on, on.cluster.client())];
  await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
  for (const worker of workers) await worker.stop();
  const [first] = on.cluster.records(on.configuration.topics.incidents);
  const event = JSON.parse(small.alerts[0]!) as Record<string, string>;
  const text = (bytes: unknown) => Buffer.from(bytes as Uint8Array).toString("utf8");
  expect(text(first?.key)).toBe(event["subject"]);
  const headers = Object.fromEntries(
    Object.entries(first?.headers ?? {}).map(([name, value]) => [name, text(value)]),
  );
  expect(headers).toEqual({
    "content-type": "application/cloudevents+json; charset=UTF-8",
    ce_specversion: "1.0",
    ce_id: event["id"],
    ce_source: event["source"],
    ce_type: event["type"],
    ce_subject: event["subject"],
    ce_time: event["time"],
  });
});

test("windows are judged in order and each once, whatever the number of partitions", async () => {
  const on = memoryInstallation(small.outage.topology);
  const workers = [startDetector(on, on.cluster.client()), startIntake(on, on.cluster.client())];
  await appendAll(on.cluster.client(), records());
  await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
  for (const worker of workers) await worker.stop();
  const starts = judgedWindows(on);
  expect(starts).toEqual(starts.map((_, at) => (starts[0] ?? 0) + at * 60_000));
});
