import type { Frame } from "@tocsin/core";
import type { IntakeInstrumentation } from "@tocsin/intake";
import { beforeAll, expect, test } from "vitest";
import { memoryInstallation, valuesOn } from "../support/installation/memory-installation.ts";
import { silentIntake } from "../support/installation/silent-instrumentation.ts";
import { startIntake } from "../support/installation/workers-in-process.ts";
import { awaitCondition } from "./support/await-condition.ts";
import { type SmallLiveOutage, smallLiveOutage } from "./support/small-live-outage.ts";

let small: SmallLiveOutage;
beforeAll(async () => {
  small = await smallLiveOutage();
});

test("the windows of a long absence come in transactions of some megabytes, each once and in order", async () => {
  const [pairs, gap] = [20, 1500];
  const fromMs = Date.parse("2021-10-04T10:00:00Z");
  const on = memoryInstallation(small.outage.topology, { windowMs: 1000, allowedLatenessMs: 100 });
  const { errorRate, windows: topic } = on.configuration.topics;
  const records = Array.from({ length: pairs }, (_, pair) =>
    ["mail", "chat"].map((service) => {
      const timestampMs = fromMs + pair * gap * 1000;
      const reading = { service, ts: timestampMs - 1000, intervalMs: 1000, requests: 9, errors: 0 };
      return { topic: errorRate, partition: 0, key: service, value: JSON.stringify(reading), timestampMs };
    }),
  );
  await on.cluster.client().append(records.flat());
  const committed: number[] = [];
  const instrumentation: IntakeInstrumentation = {
    ...silentIntake,
    committed: (_place, { frames }) => committed.push(frames),
  };
  const intake = startIntake(on, on.cluster.client(), { instrumentation });
  const count = () => committed.reduce((sum, frames) => sum + frames, 0);
  await awaitCondition("the absence is over", () => count() >= (pairs - 1) * gap);
  await intake.stop();
  const starts = valuesOn(on, topic)
    .map((value) => JSON.parse(value) as Frame)
    .filter((frame) => frame.topic === errorRate && frame.partition === 0)
    .map(({ windowStart }) => windowStart);
  expect(starts).toEqual(starts.map((_, at) => starts[0]! + at * 1000));
  expect(Math.max(...committed)).toBeLessThan(15_000);
});
