import { expect, test } from "vitest";
import { frameRejection } from "../../src/window/check-frame.ts";
import type { Frame } from "../../src/window/frame.ts";

const frame: Frame = {
  v: 1,
  topic: "requests",
  partition: 0,
  stream: "error-rate",
  windowStart: 60_000,
  windowMs: 60_000,
  watermark: 121_000,
  closedBy: "message",
  counts: { accepted: 1, late: 0, duplicate: 0, conflict: 0, rejected: 0 },
  part: 0,
  parts: 1,
  columns: { offset: [7], service: ["a"], ts: [60_000], intervalMs: [60_000], requests: [10], errors: [1] },
};

const reasonOf = (change: Partial<Frame>): string | undefined =>
  frameRejection({ ...frame, ...change })?.reason;
const columns = frame.columns;

test("a frame as the window stage makes it passes", () => {
  expect(frameRejection(frame)).toBeNull();
});

test("columns of unequal length are refused, and the reason names the column", () => {
  expect(reasonOf({ columns: { ...columns, errors: [] } })).toBe(
    "columns.errors has 0 rows, columns.service 1",
  );
});

test("a frame with readings but without what its stream measures is refused", () => {
  const { requests: _requests, ...rest } = columns;
  expect(reasonOf({ columns: rest })).toBe("columns.requests is missing");
  expect(reasonOf({ columns: { offset: [], service: [], ts: [], intervalMs: [] } })).toBeUndefined();
});

test("readings of another window, and readings that cannot be true, are refused", () => {
  expect(reasonOf({ columns: { ...columns, ts: [120_000] } })).toBe("a reading of a is not of this window");
  expect(frameRejection({ ...frame, columns: { ...columns, errors: [11] } })?.code).toBe("count-impossible");
});

test("a window that does not lie on the grid or was not over is refused", () => {
  expect(reasonOf({ windowStart: 60_001 })).toBe("windowStart 60001 is no multiple of windowMs 60000");
  expect(reasonOf({ watermark: 119_999 })).toBe("watermark 119999 is before the window's end 120000");
  expect(reasonOf({ part: 1 })).toBe("part 1 of 1");
});
