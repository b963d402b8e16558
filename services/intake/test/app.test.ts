import { expect, test } from "vitest";
import { memoryKafka } from "../../../test/support/memory-kafka.ts";
import { awaitCondition } from "../../../test/support/servers/run/await-condition.ts";
import { workerContext } from "../../../test/support/worker-context.ts";
import { intakeApp } from "../src/app.ts";

const minuteMs = 60_000;
const partition = 0;
const soon = { withinMs: 20_000, everyMs: 1 };

test("an intake starts alone, gives the frame of a window and the dead letter of a bad message, and leaves nothing open", async () => {
  const { brokers, values } = memoryKafka({
    partitions: { errorRate: 1, deliveryLatency: 1, reportVolume: 1 },
  });
  const { context, health, events, open } = await workerContext(brokers.client(), { TOCSIN_CLOCK: "stream" });
  const { topics } = context.configuration;
  const at = (value: string, timestampMs: number) => ({
    topic: topics.errorRate,
    partition,
    key: null,
    value,
    timestampMs,
  });
  const reading = { service: "chat", ts: 0, intervalMs: minuteMs, requests: 1000, errors: 5 };
  await brokers
    .client()
    .append([
      at(JSON.stringify(reading), minuteMs),
      at("no reading", minuteMs),
      at(JSON.stringify({ tick: 3 * minuteMs }), 3 * minuteMs),
    ]);

  const running = intakeApp().start(context);
  expect(health.readiness().ok).toBe(false);
  expect(open()).toContain("member of tocsin.intake");
  await awaitCondition(() => values(topics.windows).length > 0 && values(topics.deadLetters).length > 0, {
    ...soon,
    what: "a frame and a dead letter",
  });
  await awaitCondition(() => health.readiness().ok, { ...soon, what: "readiness" });
  await running.stop();
  await running.done;

  expect(JSON.parse(values(topics.windows)[0]!)).toMatchObject({ topic: topics.errorRate, windowStart: 0 });
  expect(values(topics.deadLetters)).toEqual(["no reading"]);
  expect(open()).toEqual([]);
  expect(events()).toContain("record.dead-lettered");
  expect(events().filter((event) => event === "partition.released")).toHaveLength(3);
  expect(health.alive()).toEqual({ ok: true, checks: [] });
});
