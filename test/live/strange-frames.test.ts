import type { Frame } from "@tocsin/core";
import type { DetectorInstrumentation } from "@tocsin/detector";
import { beforeAll, expect, test } from "vitest";
import {
  judgedWindows,
  memoryInstallation,
  telemetryPartitions,
  valuesOn,
} from "../support/installation/memory-installation.ts";
import { silentDetector } from "../support/installation/silent-instrumentation.ts";
import { appendAll, telemetryRecords } from "../support/installation/telemetry-log.ts";
import { startDetector, startIntake } from "../support/installation/workers-in-process.ts";
import { awaitCondition } from "./support/await-condition.ts";
import { type SmallLiveOutage, smallLiveOutage } from "./support/small-live-outage.ts";

let small: SmallLiveOutage;
beforeAll(async () => {
  small = await smallLiveOutage();
});
const records = () => telemetryRecords(small.outage.lines, { partitions: telemetryPartitions });

const hostile: Frame = {
  v: 1,
  topic: "telemetry.elsewhere.v1",
  partition: 7,
  stream: "error-rate",
  windowStart: Date.parse("2021-10-04T08:00:00Z"),
  windowMs: 60_000,
  part: 0,
  parts: 1,
  watermark: Date.parse("2021-10-04T08:01:00Z"),
  closedBy: "message",
  columns: {
    offset: [],
    service: [],
    operation: [],
    region: [],
    source: [],
    ts: [],
    intervalMs: [],
    requests: [],
    errors: [],
  },
  counts: { accepted: 0, late: 0, duplicate: 0, conflict: 0, rejected: 0 },
} as unknown as Frame;

test("a frame of a partition that there is not is refused, and judging goes on", async () => {
  const on = memoryInstallation(small.outage.topology);
  const { windows: topic } = on.configuration.topics;
  const client = on.cluster.client();
  await client.append([{ topic, partition: 0, key: null, value: JSON.stringify(hostile), timestampMs: 0 }]);
  await appendAll(client, records());
  const refused: string[] = [];
  const instrumentation: DetectorInstrumentation = {
    ...silentDetector,
    frameRejected: (_place, { reason }) => refused.push(reason),
  };
  const workers = [
    startIntake(on, on.cluster.client()),
    startDetector(on, on.cluster.client(), { instrumentation }),
  ];
  await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
  for (const worker of workers) await worker.stop();
  expect(refused).toEqual([
    "it is of telemetry.elsewhere.v1/7, and frames of telemetry.error-rate.v1/0 alone stand here",
  ]);
  expect(valuesOn(on, on.configuration.topics.evidence)).toEqual(small.evidence);
});
