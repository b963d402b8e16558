import { expect, test } from "vitest";
import { atLeast, atMost, figure } from "./figure.ts";

test("a goal is held against the median", () => {
  expect(figure("speed", "per second", [1, 5, 9], atLeast(5)).goal).toEqual({
    kind: "at-least",
    bound: 5,
    reached: true,
  });
  expect(figure("speed", "per second", [1, 4, 9], atLeast(5)).goal?.reached).toBe(false);
  expect(figure("time", "milliseconds", [1, 5, 9], atMost(5)).goal?.reached).toBe(true);
  expect(figure("time", "milliseconds", [1, 6, 9], atMost(5)).goal?.reached).toBe(false);
});

test("most figures have no goal", () => {
  expect(figure("share", "times", [0.5]).goal).toBeNull();
});
