import type { DetectorInstrumentation } from "@tocsin/detector";
import type { LogGap } from "@tocsin/log";
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

const cutMs = Date.parse("2021-10-04T11:30:00Z");
const windowsPartitions = 9;

test("a windows topic that was made anew and grew past what was read costs no frame, and is told by partition", async () => {
  const on = memoryInstallation(small.outage.topology);
  const { windows, evidence, incidents } = on.configuration.topics;
  const records = telemetryRecords(small.outage.lines, { partitions: telemetryPartitions });
  const gaps: LogGap[] = [];
  const instrumentation: DetectorInstrumentation = {
    ...silentDetector,
    gap: (_place, gap) => void gaps.push(gap),
  };
  const first = [startIntake(on, on.cluster.client()), startDetector(on, on.cluster.client())];
  await appendAll(
    on.cluster.client(),
    records.filter(({ timestampMs = 0 }) => timestampMs <= cutMs),
  );
  const frames = (): number => valuesOn(on, windows).length;
  const isRead = (): boolean => frames() > 0 && judgedWindows(on).length * windowsPartitions >= frames();
  await awaitCondition("the first part", isRead);
  for (const worker of first) await worker.stop();
  const before = new Map(placesOf(on.cluster.records(windows)));
  on.cluster.deleteTopic(windows);
  on.cluster.createTopic(windows, windowsPartitions);

  const intake = startIntake(on, on.cluster.client());
  await appendAll(
    on.cluster.client(),
    records.filter(({ timestampMs = 0 }) => timestampMs > cutMs),
  );
  const after = (): ReadonlyMap<number, number> => new Map(placesOf(on.cluster.records(windows)));
  await awaitCondition("it has grown past", () =>
    [...before].every(([partition, offset]) => (after().get(partition) ?? 0) > offset),
  );
  const detector = startDetector(on, on.cluster.client(), { instrumentation });
  await awaitCondition("all is judged", () => judgedWindows(on).length >= small.evidence.length);
  await detector.stop();
  await intake.stop();

  expect(valuesOn(on, evidence)).toEqual(small.evidence);
  expect(valuesOn(on, incidents)).toEqual(small.alerts);
  expect(gaps.map(({ reason, next }) => [reason, next])).toEqual(gaps.map(() => ["made-anew", 0]));
  expect(gaps).toHaveLength(before.size);
});

/** Partition and newest offset, of each that holds something. */
function placesOf(records: readonly { readonly partition: number; readonly offset: number }[]) {
  return records.map(({ partition, offset }) => [partition, offset] as const);
}
