import { describe, expect, test } from "vitest";
import type { Delivery, DeliveredContent } from "../../src/pipeline/delivery.ts";
import { intake } from "../../src/pipeline/intake.ts";
import { maxJumpMs } from "../../src/pipeline/intake-config.ts";
import type { Reading } from "../../src/reading/reading.ts";
import { readingOf } from "../../src/reading/reading-of.ts";
import { intakeConfig, runIntake } from "../support/run-intake.ts";

const minute = 60_000;
const second = 1000;

function requests(
  ts: number,
  values: { service?: string; requests?: number; errors?: number } = {},
): Reading {
  const { service = "a", requests: made = 10, errors = 0 } = values;
  return readingOf({ stream: "error-rate", service, ts, intervalMs: minute, requests: made, errors });
}

/** A message of topic `requests`; its offset is its arrival unless it says more. */
function message(arrivalMs: number, content: DeliveredContent, place: Partial<Delivery> = {}): Delivery {
  return { topic: "requests", partition: 0, offset: arrivalMs, arrivalMs, content, ...place };
}

const reading = (value: Reading): DeliveredContent => ({ kind: "reading", reading: value });
const tick = (tickMs: number): DeliveredContent => ({ kind: "tick", tickMs });
const rejected: DeliveredContent = { kind: "rejected" };

describe("time", () => {
  test("a window closes when the watermark reaches its end: 30 s after the minute, by arrival", () => {
    const running = intake(intakeConfig);
    running.step(message(minute, tick(0)));
    expect(running.step(message(minute, reading(requests(0)))).frames).toEqual([]);
    expect(running.step(message(minute + 29_999, reading(requests(minute)))).frames).toEqual([]);
    const [frame] = running.step(message(minute + 30_000, reading(requests(30_000)))).frames;
    expect(frame).toMatchObject({
      windowStart: 0,
      closedBy: "message",
      watermark: minute,
      part: 0,
      parts: 1,
    });
    expect(frame?.columns).toEqual({
      offset: [minute],
      service: ["a"],
      ts: [0],
      intervalMs: [minute],
      requests: [10],
      errors: [0],
    });
  });

  test("a reading is late when its own arrival is what closes its window", () => {
    const running = intake(intakeConfig);
    running.step(message(minute, reading(requests(0))));
    running.step(message(minute, reading(requests(0, { service: "b" }))));
    running.step(message(minute + 30_000, reading(requests(minute))));
    const late = running.step(
      message(minute + 30_000, reading({ ...requests(0), service: "b", region: "x" })),
    );
    expect(late.frames[0]?.columns.service).toEqual(["a", "b"]);
    expect(late.refused).toHaveLength(1);
    expect(late.refused[0]).toMatchObject({
      code: "late",
      reason:
        "its window ended 1970-01-01T00:01:00.000Z; requests/0 has closed everything before 1970-01-01T00:01:00.000Z",
    });
  });

  test("a late reading is counted in the window in which it arrived", () => {
    const late = message(2 * minute + 40 * second, reading(requests(0, { service: "b" })));
    const run = runIntake([
      message(minute, reading(requests(0))),
      message(2 * minute + 40 * second, tick(0)),
      late,
      message(4 * minute, tick(4 * minute)),
    ]);
    expect(run.frames.map((frame) => frame.counts.late)).toEqual([0, 0, 1, 0]);
  });

  test("every window has a frame from the first on, empty ones too", () => {
    const run = runIntake([
      message(minute, reading(requests(0))),
      message(5 * minute, reading(requests(4 * minute))),
    ]);
    expect(run.frames.map((frame) => frame.windowStart / minute)).toEqual([0, 1, 2, 3, 4]);
    expect(run.frames.map((frame) => frame.counts.accepted)).toEqual([1, 0, 0, 0, 1]);
    expect(run.frames[1]?.columns).toEqual({ offset: [], service: [], ts: [], intervalMs: [] });
  });

  test("a tick moves time without a reading", () => {
    const running = intake(intakeConfig);
    running.step(message(minute, reading(requests(0))));
    running.step(message(minute, tick(minute)));
    const frames = running.step(message(minute, tick(3 * minute + 30_000))).frames;
    expect(frames.map((frame) => [frame.windowStart / minute, frame.closedBy])).toEqual([
      [0, "tick"],
      [1, "tick"],
      [2, "tick"],
    ]);
  });

  test("a partition of ticks alone takes part with empty frames from the first tick on", () => {
    const run = runIntake([message(90_000, tick(90_000)), message(300_000, tick(300_000))]);
    expect(run.frames.map((frame) => frame.windowStart / minute)).toEqual([1, 2, 3, 4]);
  });

  test("readings longer than the window count where they end, and shorter ones too", () => {
    const long: Reading = { ...requests(0), intervalMs: 5 * minute };
    const short: Reading = { ...requests(4 * minute + 50_000), intervalMs: 10_000 };
    const run = runIntake([
      message(5 * minute, reading(long)),
      message(5 * minute, reading(short), { offset: 1 }),
    ]);
    expect(run.frames.map((frame) => [frame.windowStart / minute, frame.counts.accepted])).toEqual([[4, 2]]);
  });
});

describe("identity", () => {
  test("the same reading with the same values is a duplicate, with others a conflict, and the first stays", () => {
    const running = intake(intakeConfig);
    running.step(message(minute, tick(0), { offset: 0 }));
    running.step(message(minute, reading(requests(0)), { offset: 1 }));
    const again = running.step(message(minute, reading(requests(0)), { offset: 2 }));
    expect(again.refused.map(({ code }) => code)).toEqual(["duplicate"]);
    const conflict = message(minute, reading(requests(0, { errors: 5 })), { offset: 3 });
    expect(running.step(conflict).refused.map(({ code }) => code)).toEqual(["conflict"]);
    const [frame] = running.end().frames;
    expect(frame?.counts).toEqual({ accepted: 1, late: 0, duplicate: 1, conflict: 1, rejected: 0 });
    expect(frame?.columns).toMatchObject({ offset: [1], errors: [0] });
  });

  test("the lowest offset stays, also when it comes last", () => {
    const run = runIntake([
      message(minute, reading(requests(0, { errors: 5 })), { offset: 9 }),
      message(minute, reading(requests(0, { errors: 4 })), { offset: 2 }),
    ]);
    expect(run.frames[0]?.columns).toMatchObject({ offset: [2], errors: [4] });
    expect(run.refusals.map(({ code }) => code)).toEqual(["conflict"]);
  });

  test("the same reading in another partition is not the window stage's business", () => {
    const run = runIntake([
      message(minute, reading(requests(0))),
      message(minute, reading(requests(0)), { partition: 1 }),
    ]);
    expect(run.refusals).toEqual([]);
    expect(run.frames.map((frame) => frame.counts.accepted)).toEqual([1, 1]);
  });
});

describe("several partitions", () => {
  const idle = intakeConfig.partitionIdleMs;

  test("a silent partition is moved on by the others, an hour behind them", () => {
    const running = intake(intakeConfig);
    running.step(message(minute, reading(requests(0))));
    const other = { partition: 1 };
    running.step(message(minute + idle, tick(0), other));
    running.step(message(minute + idle, reading(requests(idle)), other));
    expect(running.step(message(minute + idle + 29_999, tick(0), other)).frames).toEqual([]);
    const [frame] = running.step(message(minute + idle + 30_000, tick(0), other)).frames;
    expect(frame).toMatchObject({ partition: 0, windowStart: 0, closedBy: "clock", watermark: minute });
  });

  test("a partition that is heard of only after the others have moved on loses what they have closed", () => {
    const running = intake(intakeConfig);
    running.step(message(2 * idle, reading(requests(2 * idle - minute))));
    running.step(message(2 * idle, tick(0)));
    running.step(message(minute, tick(0), { partition: 1 }));
    const behind = running.step(message(minute, reading(requests(0)), { partition: 1 }));
    expect(behind.refused[0]?.code).toBe("late");
    expect(behind.refused[0]?.reason).toMatch(
      /requests\/1 has closed .* moved on by the wall clock or by partitions that are far ahead$/,
    );
  });

  test("frames that close at once stand in the order of window, topic and partition", () => {
    const run = runIntake([
      message(minute, reading(requests(0)), { partition: 2 }),
      message(minute, reading(requests(0)), { partition: 0 }),
      message(2 * minute, reading(requests(minute)), { partition: 1 }),
    ]);
    expect(run.frames.map(({ windowStart, partition }) => [windowStart / minute, partition])).toEqual([
      [0, 0],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
  });
});

describe("the end of the input", () => {
  test("windows that ended by the newest arrival are closed; what lies between waits for nobody any more", () => {
    const run = runIntake([
      message(minute, reading(requests(0))),
      message(2 * minute, reading(requests(minute))),
    ]);
    expect(
      run.frames.map(({ windowStart, closedBy, watermark }) => [windowStart, closedBy, watermark]),
    ).toEqual([
      [0, "message", minute + 30_000],
      [minute, "end", 2 * minute],
    ]);
  });

  test("the window in which the input breaks off gets no frame, and its readings are counted", () => {
    const early: Reading = { ...requests(minute), intervalMs: 10_000 };
    const run = runIntake([message(minute, reading(requests(0))), message(minute + 10_000, reading(early))]);
    expect(run.frames.map((frame) => frame.windowStart)).toEqual([0]);
    expect(run.unfinished).toBe(1);
  });

  test("an input without a message has no frames", () => {
    expect(runIntake([])).toEqual({ frames: [], refusals: [], unfinished: 0 });
  });
});

describe("refused messages", () => {
  test("they are counted in the window in which they arrived", () => {
    const run = runIntake([
      message(minute, reading(requests(0))),
      message(minute, tick(0)),
      message(minute + 70_000, rejected),
      message(3 * minute, tick(3 * minute)),
    ]);
    expect(run.frames.map((frame) => frame.counts.rejected)).toEqual([0, 0, 1]);
  });

  test("they neither move time nor make a partition take part, but its first frame counts them", () => {
    const running = intake(intakeConfig);
    expect(running.step(message(0, rejected)).frames).toEqual([]);
    expect(running.step(message(9e14, rejected)).frames).toEqual([]);
    const now = 20_000_000 * minute;
    running.step(message(now, reading(requests(now - minute))));
    expect(running.end().frames.map((frame) => [frame.windowStart, frame.counts.rejected])).toEqual([
      [now - minute, 2],
    ]);
  });

  test("an arrival a hundred days after everything before is refused, instead of asking for every window between", () => {
    const running = intake(intakeConfig);
    running.step(message(minute, tick(0), { offset: 0 }));
    for (const at of [1, 2, 3]) running.step(message(at * minute, reading(requests((at - 1) * minute))));
    const far = 3 * minute + maxJumpMs + 1;
    expect(running.step(message(far, reading(requests(far - minute))))).toMatchObject({
      refused: [],
      waiting: 1,
    });
    const { refused } = running.step(message(far, tick(far)));
    expect(refused.map(({ code, offset }) => [code, offset])).toEqual([
      ["timestamp-future", far],
      ["timestamp-future", far],
    ]);
    const next = running.step(message(4 * minute, reading(requests(3 * minute))));
    expect(next.refused).toEqual([]);
    expect([...next.frames, ...running.end().frames].map((frame) => frame.counts.rejected)).toEqual([2, 0]);
  });
});

describe("misuse", () => {
  test("a topic that is not configured is a programmer's error", () => {
    expect(() => intake(intakeConfig).step(message(0, rejected, { topic: "other" }))).toThrow(
      "unknown topic: other",
    );
  });

  test("so is a reading of another stream than the topic's", () => {
    const wrong = message(minute, reading(requests(0)), { topic: "reports" });
    expect(() => intake(intakeConfig).step(wrong)).toThrow("a reading of error-rate came from topic reports");
  });
});

test("memory stays that of the open windows however long the input is", () => {
  const running = intake(intakeConfig);
  let largest = 0;
  for (let at = 0; at < 20_000; at += 1) {
    running.step(message((at + 1) * minute, reading(requests(at * minute))));
    if (at % 500 === 0) largest = Math.max(largest, JSON.stringify(running.snapshot()).length);
  }
  expect(largest).toBeLessThan(1000);
});
