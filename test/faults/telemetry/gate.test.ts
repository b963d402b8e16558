import { expect, test } from "vitest";
import { producersGate } from "./gate.ts";

test("who holds waits until the producer pauses, and the producer until it is released", async () => {
  const gate = producersGate();
  const events: string[] = [];
  const holding = gate.hold();
  expect(gate.isWanted).toBe(true);
  const paused = gate.pause().then(() => events.push("goes on"));
  const release = await holding;
  events.push("held");
  release();
  await paused;
  expect(events).toEqual(["held", "goes on"]);
  expect(gate.isWanted).toBe(false);
});

test("a producer that has ended is held at once", async () => {
  const gate = producersGate();
  gate.end();
  const release = await gate.hold();
  release();
  expect(gate.isWanted).toBe(false);
});
