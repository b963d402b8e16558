import type { DetectorInstrumentation } from "@tocsin/detector";
import type { Log, LogDelivery, LogRecord } from "@tocsin/log";
import { beforeAll, expect, test } from "vitest";
import { awaitCondition } from "./support/await-condition.ts";
import {
  type MemoryInstallation,
  memoryInstallation,
  judgedWindows,
  telemetryPartitions,
  valuesOn,
} from "../support/installation/memory-installation.ts";
import { startDetector, startIntake } from "../support/installation/workers-in-process.ts";
import { silentDetector } from "../support/installation/silent-instrumentation.ts";
import { type SmallLiveOutage, smallLiveOutage } from "./support/small-live-outage.ts";
import { appendAll, telemetryRecords } from "../support/installation/telemetry-log.ts";

let small: SmallLiveOutage;
beforeAll(async () => {
  small = await smallLiveOutage();
});

const topic = "telemetry.error-rate.v1";
const cutMs = Date.parse("2021-10-04T12:00:00Z");

/** A log that gives one record of a topic damaged. */
function damaging(log: Log, damaged: string, offset: number): Log {
  const worse = (record: LogRecord): LogRecord =>
    record.topic === damaged && record.offset === offset
      ? { ...record, value: Buffer.from("damaged") }
      : record;
  const given = (delivery: LogDelivery | null): LogDelivery | null =>
    delivery?.kind === "records" ? { ...delivery, records: delivery.records.map(worse) } : delivery;
  return {
    ...log,
    reader: (from) => {
      const reader = log.reader(from);
      return { ...reader, next: async (waitMs) => given(await reader.next(waitMs)) };
    },
  };
}

/** A detector that is killed when it has written down that a partition takes part, and has read some of its frames. */
async function killedBehindNewcomer(on: MemoryInstallation): Promise<void> {
  const client = on.cluster.client();
  let offsetMs = 0;
  let isKilled = false;
  const { detectorState, windows, intakeState, deadLetters } = on.configuration.topics;
  const hasRead = () => /\[9,\d{3}/.test(valuesOn(on, detectorState).at(-1) ?? "");
  const instrumentation: DetectorInstrumentation = {
    ...silentDetector,
    committed: () => {
      if (!hasRead()) return;
      client.kill();
      isKilled = true;
    },
  };
  startDetector(on, client, { instrumentation, nowMs: () => Date.now() + offsetMs });
  await awaitCondition("the first half", () => judgedWindows(on).length > 100);
  for (const output of [windows, intakeState, deadLetters]) on.cluster.addPartitions(output, 12);
  on.cluster.addPartitions(topic, 4);
  offsetMs = 60_000;
  await awaitCondition("the partition is expected", () =>
    valuesOn(on, detectorState).some((value) => value.includes("[9,0]")),
  );
  const more = { ...telemetryPartitions, [topic]: 4 };
  const after = telemetryRecords(small.outage.lines, { partitions: more });
  await appendAll(
    on.cluster.client(),
    after.filter(({ timestampMs = 0 }) => timestampMs > cutMs),
  );
  await awaitCondition("it is killed", () => isKilled);
  on.cluster.expire(client);
}

test("a partition that came since the snapshot before is read from its beginning where the newest cannot be read", async () => {
  const on = memoryInstallation(small.outage.topology);
  const before = telemetryRecords(small.outage.lines, { partitions: telemetryPartitions });
  const intake = startIntake(on, on.cluster.client());
  await appendAll(
    on.cluster.client(),
    before.filter(({ timestampMs = 0 }) => timestampMs <= cutMs),
  );
  await killedBehindNewcomer(on);
  const { detectorState, incidents, evidence } = on.configuration.topics;
  const newest = JSON.parse(valuesOn(on, detectorState).at(-1) ?? "") as { snapshot: { offset: number } };
  const log = damaging(on.cluster.client(), detectorState, newest.snapshot.offset);
  const second = startDetector(on, log);
  await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
  await second.stop();
  await intake.stop();
  expect(valuesOn(on, evidence)).toEqual(small.evidence);
  expect(valuesOn(on, incidents)).toEqual(small.alerts);
});
