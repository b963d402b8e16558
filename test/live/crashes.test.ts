import { beforeAll, describe, expect, test } from "vitest";
import { type DisruptedRun, disruptedRun } from "./support/disrupted-run.ts";
import {
  type MemoryInstallation,
  memoryInstallation,
  telemetryPartitions,
  valuesOn,
} from "../support/installation/memory-installation.ts";
import { type SmallLiveOutage, smallLiveOutage } from "./support/small-live-outage.ts";
import { telemetryRecords } from "../support/installation/telemetry-log.ts";
import { unsafeLog } from "../support/installation/unsafe-log.ts";

let small: SmallLiveOutage;
beforeAll(async () => {
  small = await smallLiveOutage();
});

/** `SOAK=60` runs that many schedules more; the run says which seed failed. */
const soak = Number(process.env["SOAK"] ?? 0);
const seeds = Array.from({ length: 4 + soak }, (_, at) => at + 1);

const runOf = (seed: number): DisruptedRun => ({
  seed,
  records: telemetryRecords(small.outage.lines, { partitions: telemetryPartitions }),
  windows: small.evidence.length,
  disruptions: 25,
  choose: ({ name }) => (name === "join" || name === "leave" ? [] : ["kill", "freeze", "fail"]),
});

/** Shorter sessions than the configuration allows: they last as long as a worker keeps still that was fenced. */
const freshInstallation = (): MemoryInstallation => {
  const on = memoryInstallation(small.outage.topology);
  const { configuration } = on;
  return {
    ...on,
    configuration: { ...configuration, kafka: { ...configuration.kafka, sessionTimeoutMs: 100 } },
  };
};

describe("nothing is lost and nothing is said twice", () => {
  test.each(seeds)("when processes die, freeze and fail at random (seed %d)", async (seed) => {
    const on = freshInstallation();
    expect(await disruptedRun(on, runOf(seed))).toBe(25);
    expect(valuesOn(on, on.configuration.topics.evidence)).toEqual(small.evidence);
    expect(valuesOn(on, on.configuration.topics.incidents)).toEqual(small.alerts);
    expect(isDamaged(on)).toBe(false);
  });
});

/** Whether a frame was given out twice, or the evidence is other than it should be. */
function isDamaged(on: MemoryInstallation): boolean {
  const { windows, evidence } = on.configuration.topics;
  const frames = valuesOn(on, windows);
  const isDoubled = new Set(frames).size < frames.length;
  return isDoubled || JSON.stringify(valuesOn(on, evidence)) !== JSON.stringify(small.evidence);
}

test("the same schedules without transactions show damage, so that these tests can see it", async () => {
  const damaged: boolean[] = [];
  for (let seed = 1; seed <= 12 && !damaged.includes(true); seed += 1) {
    const on = freshInstallation();
    await disruptedRun(on, { ...runOf(seed), logOf: unsafeLog }).catch(() => 0);
    damaged.push(isDamaged(on));
  }
  expect(damaged).toContain(true);
});
