import { expect, test } from "vitest";
import { toldBy, toldTogether } from "./told.ts";

test("what is wrong is counted by its event, a gap by its reason too, and what every round tells is not", () => {
  const told = toldBy([
    { level: "error", event: "log.gap", reason: "cut-back" },
    { level: "error", event: "log.gap", reason: "made-anew" },
    { level: "error", event: "log.gap", reason: "cut-back" },
    { level: "warn", event: "transaction.hanging" },
    { level: "warn", event: "topic.warning" },
    { level: "info", event: "worker.ready" },
    { level: "warn" },
  ]);
  expect(told).toEqual({ "log.gap cut-back": 2, "log.gap made-anew": 1, "transaction.hanging": 1 });
  expect(toldTogether([told, { "transaction.hanging": 2 }])).toEqual({ ...told, "transaction.hanging": 3 });
});
