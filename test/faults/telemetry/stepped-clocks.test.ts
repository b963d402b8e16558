import { expect, test } from "vitest";
import { steppedClocks } from "./stepped-clocks.ts";

const message = (value: string, more: object = {}) => ({
  topic: "t",
  partition: 0,
  key: null,
  value,
  timestampMs: 5000,
  ...more,
});

test("a stepped clock moves a service's readings and records, and nothing else, until it is right again", () => {
  const clocks = steppedClocks();
  clocks.step("chat", -60_000);
  const reading = message('{"service":"chat","ts":70000,"requests":1}');
  expect(clocks.sent(reading)).toEqual({
    ...reading,
    value: '{"service":"chat","ts":10000,"requests":1}',
    timestampMs: -55_000,
  });
  for (const value of ['{"service":"mail","ts":70000}', "{", "null", '{"service":"chat","ts":"soon"}']) {
    const other = message(value);
    expect(clocks.sent(other)).toBe(other);
  }
  const tick = message('{"service":"chat","ts":70000}', { tickMs: 1 });
  expect(clocks.sent(tick)).toBe(tick);
  clocks.step("chat", 0);
  expect(clocks.sent(reading)).toBe(reading);
});
