import { getEventListeners } from "node:events";
import { Configuration } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { memoryCluster } from "../../../test/support/memory-log/index.ts";
import type { IntakeInstrumentation } from "../src/instrumentation.ts";
import { taskOptions } from "../src/intake-options.ts";
import { partitionTask } from "../src/partition-task.ts";
import { silentIntake } from "../../../test/support/installation/silent-instrumentation.ts";

test("a task that fails again and again leaves nothing of itself behind at the signal that stops it", async () => {
  const configuration = Configuration.parse({ clock: "stream" });
  const { topics } = configuration;
  const cluster = memoryCluster();
  for (const topic of [topics.errorRate, topics.windows, topics.intakeState, topics.deadLetters]) {
    cluster.createTopic(topic, 1);
  }
  const log = cluster.client({ fault: ({ name }) => (name === "commit" ? "fail" : "pass") });
  const place = { topic: topics.errorRate, partition: 0 };
  const letters = Array.from({ length: 500 }, () => ({ ...place, key: null, value: "no reading" }));
  await log.append(letters);
  const stop = new AbortController();
  const left: number[] = [];
  const instrumentation: IntakeInstrumentation = {
    ...silentIntake,
    failed: () => {
      left.push(getEventListeners(stop.signal, "abort").length);
      if (left.length === 4) stop.abort();
    },
  };
  const options = taskOptions({ log, configuration, instrumentation, nowMs: Date.now, startAtMs: null });
  await partitionTask(options, { place, stream: "error-rate" }, stop.signal);
  expect(left).toEqual([0, 0, 0, 0]);
});
