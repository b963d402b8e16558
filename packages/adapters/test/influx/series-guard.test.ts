import { expect, test } from "vitest";
import { seriesGuard } from "../../src/influx/series-guard.ts";

test("known series pass for ever, new ones only up to the limit of their measurement", () => {
  const guard = seriesGuard(2);
  expect(["a", "b", "a"].map((series) => guard.admit("signal", series))).toEqual([null, null, null]);
  expect(guard.admit("signal", "c")).toBe("signal has 2 series already, which is the limit");
  expect(guard.admit("signal", "b")).toBe(null);
  expect(guard.admit("incident", "c")).toBe(null);
  expect([...guard.counts()]).toEqual([
    ["signal", 2],
    ["incident", 1],
  ]);
});
