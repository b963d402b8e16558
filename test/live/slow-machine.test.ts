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

const patientMs = 60_000;
const partitions = Object.values(telemetryPartitions).reduce((sum, count) => sum + count, 0);
let small: SmallLiveOutage;
beforeAll(async () => {
  small = await smallLiveOutage();
}, patientMs);

/** On which every look at the clock costs a second. */
function slowClock(): () => number {
  let ms = 0;
  return () => (ms += 1000);
}

/** Gives how often the process came to what else waits in it. */
function countTurns(): () => number {
  let turns = 0;
  let isOver = false;
  const turn = (): void => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    isOver = true;
    return turns;
  };
}

test(
  "a detector too slow for what waits commits as it goes, and lets heartbeats through between windows",
  async () => {
    const on = memoryInstallation(small.outage.topology);
    const { topics } = on.configuration;
    await appendAll(
      on.cluster.client(),
      telemetryRecords(small.outage.lines, { partitions: telemetryPartitions }),
    );
    const intake = startIntake(on, on.cluster.client());
    const { windowStart } = JSON.parse(small.evidence.at(-1) ?? "{}") as { readonly windowStart: number };
    const isNewest = (frame: string): boolean => frame.includes(`"windowStart":${windowStart}`);
    const areThere = (): boolean => valuesOn(on, topics.windows).filter(isNewest).length >= partitions;
    await awaitCondition("all frames", areThere, patientMs);
    await intake.stop();
    const committed: number[] = [];
    const turnsSoFar = countTurns();
    const detector = startDetector(on, on.cluster.client(), {
      nowMs: slowClock(),
      instrumentation: { ...silentDetector, committed: ({ windows }) => committed.push(windows.length) },
    });
    const isJudged = (): boolean => judgedWindows(on).length >= small.evidence.length;
    await awaitCondition("all windows judged", isJudged, patientMs);
    await detector.stop();
    expect(Math.max(...committed)).toBeLessThan(10);
    expect(turnsSoFar()).toBeGreaterThan(small.evidence.length);
    expect(valuesOn(on, topics.incidents)).toEqual(small.alerts);
  },
  3 * patientMs,
);
