import { expect, test } from "vitest";
import { memoryKafka } from "../../../test/support/memory-kafka.ts";
import { workerContext } from "../../../test/support/worker-context.ts";
import { intakeInstrumentation } from "../src/instrumentation.ts";

const place = { topic: "telemetry.error-rate.v1", partition: 2 };

test("a transaction that hangs is said once and stands in the readiness until it has ended", async () => {
  const { context, health, lines } = await workerContext(memoryKafka().brokers.client());
  const said = intakeInstrumentation(context.instruments);
  said.assigned([place]);
  said.acquired(place, { offset: 0, restored: false });
  for (const seconds of [5, 40, 50]) said.heldBack(place, seconds * 1000);
  const hanging = (): readonly object[] => lines().filter(({ event }) => event === "transaction.hanging");
  expect(hanging()).toMatchObject([{ ...place, seconds: 40 }]);
  expect(health.readiness().checks).toMatchObject([
    { name: "intake", reason: expect.stringContaining("open in telemetry.error-rate.v1/2") as string },
  ]);
  said.heldBack(place, 0);
  expect(health.readiness().ok).toBe(true);
  said.heldBack(place, 31_000);
  said.released(place);
  expect(health.readiness().ok).toBe(true);
  expect(hanging()).toHaveLength(2);
});

test("a topic with fewer partitions than it had is said once and noted, and nothing is unwell for it", async () => {
  const { context, health, lines } = await workerContext(memoryKafka().brokers.client());
  const said = intakeInstrumentation(context.instruments);
  said.assigned([place, { ...place, partition: 3 }]);
  for (const partition of [2, 3]) said.absent({ ...place, partition }, "partition");
  const names = (): readonly unknown[] => lines().map(({ event }) => event);
  const of = { topic: place.topic };
  expect(lines()).toMatchObject([{ event: "topic.shrunk", ...of }]);
  const { ok, checks } = health.readiness();
  expect(ok).toBe(true);
  expect(JSON.stringify(checks)).toContain("telemetry.error-rate.v1 has fewer partitions than it had");
  for (const partition of [2, 3]) said.absent({ ...place, partition }, null);
  expect(names()).toEqual(["topic.shrunk", "topic.regrown"]);
  expect(JSON.stringify(health.readiness())).not.toContain("fewer");
});

test("an intake that stands aside for its machine's clock says so, what to do, and when it is back", async () => {
  const { context, health, lines } = await workerContext(memoryKafka().brokers.client());
  const said = intakeInstrumentation(context.instruments);
  said.assigned([]);
  said.aside(new Error("too early"));
  expect(JSON.stringify(health.readiness().checks)).toContain("set its clock right (too early)");
  said.aside(null);
  expect(lines().map(({ event }) => event)).toEqual(["worker.aside", "worker.back"]);
  expect(health.readiness().ok).toBe(false);
  said.assigned([place]);
  expect(health.readiness().ok).toBe(true);
});
