import type { DetectorInstrumentation } from "@tocsin/detector";
import type { IntakeInstrumentation } from "@tocsin/intake";
import { beforeAll, expect, test } from "vitest";
import {
  judgedWindows,
  type MemoryInstallation,
  memoryInstallation,
  telemetryPartitions,
  valuesOn,
} from "../support/installation/memory-installation.ts";
import { silentDetector, silentIntake } from "../support/installation/silent-instrumentation.ts";
import { appendAll, telemetryRecords } from "../support/installation/telemetry-log.ts";
import { startDetector, startIntake } from "../support/installation/workers-in-process.ts";
import { awaitCondition } from "./support/await-condition.ts";
import { type SmallLiveOutage, smallLiveOutage } from "./support/small-live-outage.ts";

let small: SmallLiveOutage;
beforeAll(async () => {
  small = await smallLiveOutage();
}, 60_000);

const hourMs = 3_600_000;

function installation(): MemoryInstallation {
  const on = memoryInstallation(small.outage.topology);
  const { configuration } = on;
  return {
    ...on,
    configuration: { ...configuration, kafka: { ...configuration.kafka, sessionTimeoutMs: 100 } },
  };
}

function halves(): readonly (readonly ReturnType<typeof telemetryRecords>[number][])[] {
  const records = telemetryRecords(small.outage.lines, { partitions: telemetryPartitions });
  const middle = Math.floor(records.length / 2);
  return [records.slice(0, middle), records.slice(middle)];
}

/** A machine whose clock is stepped, and what its worker says of that. */
function machine() {
  let ahead = 0;
  const told: (string | null)[] = [];
  return {
    told,
    aheadMs: () => ahead,
    step: (byMs: number) => {
      ahead = byMs;
    },
    aside: (why: Error | null) => void told.push(why?.message ?? null),
  };
}

test("a detector whose clock is hours ahead leaves its work to another, and comes back when its clock is right", async () => {
  const on = installation();
  const [first, second] = halves();
  const stepped = machine();
  const roles: string[] = [];
  const telling: DetectorInstrumentation = {
    ...silentDetector,
    aside: stepped.aside,
    role: (role) => void roles.push(role),
  };
  const intake = startIntake(on, on.cluster.client());
  const wrong = startDetector(on, on.cluster.client({ aheadMs: stepped.aheadMs }), {
    instrumentation: telling,
  });
  await appendAll(on.cluster.client(), first ?? []);
  await awaitCondition("windows of the first", () => judgedWindows(on).length > 10);
  expect(roles).toEqual(["active"]);
  const right = startDetector(on, on.cluster.client());

  stepped.step(3 * hourMs);
  await appendAll(on.cluster.client(), second ?? []);
  await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
  expect(stepped.told).toHaveLength(1);
  expect(stepped.told[0]).toContain("more than an hour ahead");

  stepped.step(0);
  await awaitCondition("the first to stand by", () => roles.at(-1) === "standby");
  expect(stepped.told.slice(1)).toEqual([null]);
  await right.stop();
  await awaitCondition("the first to take over", () => roles.at(-1) === "active");
  for (const worker of [wrong, intake]) await worker.stop();
  expect(valuesOn(on, on.configuration.topics.evidence)).toEqual(small.evidence);
  expect(valuesOn(on, on.configuration.topics.incidents)).toEqual(small.alerts);
  expect(valuesOn(on, on.configuration.topics.deadLetters)).toEqual([]);
}, 60_000);

test("alone it waits, loses nothing, and goes on when its clock is right", async () => {
  const on = installation();
  const [first, second] = halves();
  const stepped = machine();
  const client = on.cluster.client({ aheadMs: stepped.aheadMs });
  const instrumentation = { ...silentDetector, aside: stepped.aside };
  const workers = [startIntake(on, on.cluster.client()), startDetector(on, client, { instrumentation })];
  await appendAll(on.cluster.client(), first ?? []);
  await awaitCondition("windows of the first", () => judgedWindows(on).length > 10);
  stepped.step(30 * 24 * hourMs);
  await appendAll(on.cluster.client(), second ?? []);
  await awaitCondition("it to stand aside", () => stepped.told.length > 0);
  const before = judgedWindows(on).length;
  stepped.step(-2 * hourMs);
  await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
  expect(before).toBeLessThan(small.evidence.length);
  for (const worker of workers) await worker.stop();
  expect(valuesOn(on, on.configuration.topics.incidents)).toEqual(small.alerts);
}, 60_000);

test("an intake whose clock is hours ahead leaves its partitions to the others", async () => {
  const on = installation();
  const stepped = machine();
  stepped.step(3 * hourMs);
  const telling: IntakeInstrumentation = { ...silentIntake, aside: stepped.aside };
  const wrong = startIntake(on, on.cluster.client({ aheadMs: stepped.aheadMs }), {
    instrumentation: telling,
  });
  const workers = [wrong, startIntake(on, on.cluster.client()), startDetector(on, on.cluster.client())];
  await appendAll(on.cluster.client(), halves().flat());
  await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
  expect(stepped.told).toHaveLength(1);
  for (const worker of workers) await worker.stop();
  expect(valuesOn(on, on.configuration.topics.evidence)).toEqual(small.evidence);
  expect(valuesOn(on, on.configuration.topics.incidents)).toEqual(small.alerts);
}, 60_000);
