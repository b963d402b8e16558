import { expect, test } from "vitest";
import { outputDelays, summariseDelays } from "./delays.ts";

test("a delay counts from the moment at which the window could be closed", () => {
  const ticks = [
    { tickMs: 120_000, keptAtMs: 5000 },
    { tickMs: 180_000, keptAtMs: 6000 },
  ];
  const outputs = [
    { windowEndMs: 90_000, timestampMs: 5020 },
    // Its end and the allowed lateness lie behind the first tick.
    { windowEndMs: 120_000, timestampMs: 6700 },
    // Nothing closed it.
    { windowEndMs: 180_000, timestampMs: 9000 },
  ];
  expect(outputDelays(ticks, 30_000, outputs)).toEqual([20, 700]);
});

test("quantiles are values that were measured", () => {
  const delays = Array.from({ length: 200 }, (_, at) => 200 - at);
  expect(summariseDelays(delays)).toEqual({ count: 200, p50Ms: 100, p99Ms: 198, maxMs: 200 });
  expect(summariseDelays([7])).toEqual({ count: 1, p50Ms: 7, p99Ms: 7, maxMs: 7 });
  expect(summariseDelays([])).toBeNull();
});
