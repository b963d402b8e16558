import type { DetectorInstrumentation } from "@tocsin/detector";
import { intakeGroup } from "@tocsin/intake";
import type { Log, LogPlace } from "@tocsin/log";
import { beforeAll, expect, test } from "vitest";
import type { MemoryFault } from "../support/memory-log/index.ts";
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

const records = () => telemetryRecords(small.outage.lines, { partitions: telemetryPartitions });

/** The telemetry in the log, and every frame of it made. */
async function withFrames(on: MemoryInstallation, telemetry = records()): Promise<void> {
  const client = on.cluster.client();
  await appendAll(client, telemetry);
  const places = Object.entries(telemetryPartitions).flatMap(([topic, count]) =>
    Array.from({ length: count }, (_, partition) => ({ topic, partition })),
  );
  const ends = await Promise.all(
    places.map(async (place) => ({ place, end: (await client.span(place)).end })),
  );
  const intake = startIntake(on, on.cluster.client());
  const group = intakeGroup(on.configuration);
  await awaitCondition("all frames", () =>
    ends.every(({ place, end }) => (on.cluster.groupOffset(group, place) ?? 0) >= end),
  );
  await intake.stop();
}

/** Counts the readers that were opened and not closed. */
function countingReaders(log: Log): { readonly log: Log; readonly open: () => number } {
  let open = 0;
  const reader: Log["reader"] = (from) => {
    const opened = log.reader(from);
    open += 1;
    return {
      ...opened,
      close: async () => {
        open -= 1;
        await opened.close();
      },
    };
  };
  return { log: { ...log, reader }, open: () => open };
}

test("a detector that fails while it begins leaves no reader behind", async () => {
  const on = memoryInstallation(small.outage.topology);
  let asked = 0;
  const fault: MemoryFault = ({ name, phase }) => {
    if (name !== "partition-counts" || phase !== "before") return "pass";
    asked += 1;
    return asked <= 6 && asked % 2 === 0 ? "fail" : "pass";
  };
  const { log, open } = countingReaders(on.cluster.client({ fault }));
  const detector = startDetector(on, log);
  await awaitCondition("it has begun", () => asked > 7);
  await detector.stop();
  expect(open()).toBe(0);
});

test.each(["intake", "detector"] as const)(
  "a %s stops when it is told to, also where no broker answers while it takes up its state",
  async (kind) => {
    const on = memoryInstallation(small.outage.topology);
    await withFrames(on);
    const start = kind === "intake" ? startIntake : startDetector;
    const first = startDetector(on, on.cluster.client());
    await awaitCondition("a state", () => judgedWindows(on).length > 100);
    await first.stop();
    let fetches = 0;
    const fault: MemoryFault = ({ name }) => {
      if (name !== "fetch") return "pass";
      fetches += 1;
      return "fail";
    };
    const second = start(on, on.cluster.client({ fault }));
    await awaitCondition("it reads its state", () => fetches > 0);
    const stopped = second.stop().then(() => true);
    let isStopped = false;
    void stopped.then((value) => (isStopped = value));
    await awaitCondition("it has stopped", () => isStopped, 5000);
  },
);

/** A detector that is killed twenty windows behind its last snapshot. */
async function killedBehindSnapshot(on: MemoryInstallation): Promise<void> {
  const client = on.cluster.client();
  let offsetMs = 0;
  let snapshots = 0;
  let since = 0;
  const instrumentation: DetectorInstrumentation = {
    ...silentDetector,
    committed: ({ windows, snapshotBytes }) => {
      if (snapshotBytes !== null) snapshots += 1;
      if (windows.length > 0 && snapshots === 1) offsetMs = 400_000;
      if (snapshots === 2) since += windows.length;
      if (since > 20) client.kill();
    },
  };
  startDetector(on, client, { instrumentation, nowMs: () => Date.now() + offsetMs });
  await awaitCondition("windows behind a snapshot", () => since > 20);
  on.cluster.expire(client);
}

test("windows that were judged are not told again when their frames were deleted behind a snapshot", async () => {
  const on = memoryInstallation(small.outage.topology);
  const { windows } = on.configuration.topics;
  await withFrames(on);
  await killedBehindSnapshot(on);
  const told = judgedWindows(on).length;
  const last = judgedWindows(on).at(-1) ?? 0;
  for (const { partition, offset, value } of on.cluster.records(windows)) {
    const { windowStart } = JSON.parse(Buffer.from(value ?? []).toString("utf8")) as { windowStart: number };
    if (windowStart <= last + 300_000) on.cluster.deleteBefore({ topic: windows, partition }, offset + 1);
  }
  const gaps: string[] = [];
  const instrumentation: DetectorInstrumentation = {
    ...silentDetector,
    gap: ({ topic, partition }) => gaps.push(`${topic}/${partition}`),
  };
  const second = startDetector(on, on.cluster.client(), { instrumentation });
  await awaitCondition("the rest judged", () => judgedWindows(on).length >= small.evidence.length);
  await second.stop();
  const starts = judgedWindows(on);
  expect(starts.length).toBeGreaterThan(told);
  expect(starts).toEqual(starts.map((_, at) => (starts[0] ?? 0) + at * 60_000));
  expect(gaps.length).toBeGreaterThan(0);
});

/** The log as it is when a topic was deleted and made anew: under its name stands another one, empty at first. */
function madeAnew(log: Log, topic: string, anew: string): Log {
  const renamed = <Place extends LogPlace>(place: Place): Place =>
    place.topic === topic ? { ...place, topic: anew } : place;
  return {
    ...log,
    span: async (place) => await log.span(renamed(place)),
    reader: (from) => log.reader(from.map(renamed)),
  };
}

test("frames of a windows topic that was made anew are judged and told, although the old positions are behind its end", async () => {
  const on = memoryInstallation(small.outage.topology);
  const { windows } = on.configuration.topics;
  await withFrames(on);
  await killedBehindSnapshot(on);
  const last = judgedWindows(on).at(-1) ?? 0;
  const anew = "windows.made.anew";
  on.cluster.createTopic(anew, 9);
  let isRestored = false;
  const detector = startDetector(on, madeAnew(on.cluster.client(), windows, anew), {
    instrumentation: { ...silentDetector, restored: () => (isRestored = true) },
  });
  await awaitCondition("it has begun", () => isRestored);
  const frames = on.cluster.records(windows).filter(({ value }) => {
    const frame = JSON.parse(Buffer.from(value ?? []).toString("utf8")) as { windowStart: number };
    return frame.windowStart > last;
  });
  const again = frames.map(({ partition, value }) => ({ topic: anew, partition, key: null, value }));
  await on.cluster.client().append(again);
  await awaitCondition("the rest judged", () => judgedWindows(on).length >= small.evidence.length);
  await detector.stop();
  const starts = judgedWindows(on);
  expect(starts).toEqual(starts.map((_, at) => (starts[0] ?? 0) + at * 60_000));
});

test("frames do not pile up in memory for a partition that has given none", async () => {
  const on = memoryInstallation(small.outage.topology);
  const silent = "telemetry.delivery-latency.v1";
  await withFrames(
    on,
    records().filter(({ topic }) => topic !== silent),
  );
  let frames = 0;
  let idle = 0;
  const instrumentation: DetectorInstrumentation = {
    ...silentDetector,
    processed: (more) => {
      frames += more;
      idle = more === 0 ? idle + 1 : 0;
    },
  };
  const detector = startDetector(on, on.cluster.client(), { instrumentation });
  await awaitCondition("it waits", () => idle > 0);
  await detector.stop();
  const all = valuesOn(on, on.configuration.topics.windows).length;
  const perPartition = 64 + 2 * 40;
  expect(frames).toBeLessThanOrEqual(5 * perPartition);
  expect(all).toBeGreaterThan(5 * perPartition);
});
