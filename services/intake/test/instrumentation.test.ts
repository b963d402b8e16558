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
