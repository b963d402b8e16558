import { describe, expect, test } from "vitest";
import type { Delivery } from "../../src/pipeline/delivery.ts";
import { intake, type Intake } from "../../src/pipeline/intake.ts";
import type { IntakeConfig } from "../../src/pipeline/intake-config.ts";
import { intakeSteps } from "../../src/pipeline/snapshot-format.ts";
import type { Reading } from "../../src/reading/reading.ts";
import { readingOf } from "../../src/reading/reading-of.ts";
import { lateReadingsOf, readingsOf } from "../../src/window/frame-readings.ts";
import { intakeConfig } from "../support/run-intake.ts";

const minute = 60_000;
const reviseMs = 30 * minute;
const config: IntakeConfig = { ...intakeConfig, reviseMs };

function requests(
  window: number,
  more: { service?: string; requests?: number; intoMs?: number; intervalMs?: number } = {},
): Reading {
  const { service = "a", requests: made = 10, intoMs = 0, intervalMs = minute } = more;
  return readingOf({
    stream: "error-rate",
    service,
    ts: window * minute + intoMs,
    intervalMs,
    requests: made,
    errors: 0,
  });
}

/** Partition 0 of `requests`, with offsets by the order in which messages are made. */
function log(): { tick: (atMs: number) => Delivery; came: (atMs: number, reading: Reading) => Delivery } {
  let offset = 0;
  const message = (arrivalMs: number, content: Delivery["content"]): Delivery => ({
    topic: "requests",
    partition: 0,
    offset: offset++,
    arrivalMs,
    content,
  });
  return {
    tick: (atMs) => message(atMs, { kind: "tick", tickMs: atMs }),
    came: (atMs, reading) => message(atMs, { kind: "reading", reading }),
  };
}

/** Services `a` and `b` on time through windows 1 to 40, without `b` in window 20; what comes then. */
function afterFortyWindows(running: Intake = intake(config)) {
  const { tick, came } = log();
  running.step(tick(2 * minute));
  for (let window = 1; window <= 40; window += 1) {
    running.step(came((window + 1) * minute, requests(window)));
    if (window !== 20) running.step(came((window + 1) * minute, requests(window, { service: "b" })));
  }
  const nowMs = 42 * minute - 1;
  running.step(tick(nowMs));
  const take = (reading: Reading) => running.step(came(nowMs, reading));
  const close = () => running.step(tick(43 * minute + 30_000)).frames;
  return { running, take, close };
}

describe("a late reading", () => {
  test("that fills a gap is passed on in the frame of the window in which it arrived, and is not refused", () => {
    const { take, close } = afterFortyWindows();
    const filling = requests(20, { service: "b" });
    expect(take(filling)).toMatchObject({ accepted: 0, revised: 1, refused: [] });
    const [frame] = close();
    expect(frame?.windowStart).toBe(41 * minute);
    expect(frame?.counts).toMatchObject({ accepted: 0, late: 1, duplicate: 0 });
    expect(frame === undefined ? [] : readingsOf(frame)).toEqual([]);
    expect(frame === undefined ? [] : lateReadingsOf(frame)).toEqual([filling]);
  });

  test("of a series that was never heard of fills a gap too", () => {
    expect(afterFortyWindows().take(requests(20, { service: "new" }))).toMatchObject({ revised: 1 });
  });

  test("of which one of its series is there already is a duplicate, whatever it says", () => {
    const { take } = afterFortyWindows();
    const [refused] = take(requests(20, { requests: 11 })).refused;
    expect(refused?.code).toBe("duplicate");
    expect(refused?.reason).toContain("their values were not compared");
    expect(take(requests(20, { service: "b" })).revised).toBe(1);
    expect(take(requests(20, { service: "b" })).refused).toMatchObject([{ code: "duplicate" }]);
  });

  test("whose window closed longer ago is late, and counted only", () => {
    const { take, close } = afterFortyWindows();
    expect(take(requests(10, { service: "new" })).refused).toMatchObject([{ code: "late" }]);
    expect(take(requests(11, { service: "new" })).revised).toBe(1);
    expect(close().map(({ counts }) => counts.late)).toEqual([2, 0]);
  });

  test("shorter than the window fills the gap of its own part of the window", () => {
    const { take } = afterFortyWindows();
    const tenSeconds = { service: "c", intervalMs: 10_000 };
    expect(take(requests(20, { ...tenSeconds, intoMs: 10_000 })).revised).toBe(1);
    expect(take(requests(20, { ...tenSeconds, intoMs: 20_000 })).revised).toBe(1);
    expect(take(requests(20, { ...tenSeconds, intoMs: 20_000 })).refused).toMatchObject([
      { code: "duplicate" },
    ]);
  });
});

test("more late readings than a window may bring are late, and leave their frames below the limit", () => {
  const { take, close } = afterFortyWindows();
  const outputs = Array.from({ length: 50_010 }, (_, at) => take(requests(30, { service: `s${at}` })));
  expect(outputs.filter(({ revised }) => revised === 1)).toHaveLength(50_000);
  expect(outputs.slice(-10).flatMap(({ refused }) => refused.map(({ code }) => code))).toEqual(
    Array.from({ length: 10 }, () => "late"),
  );
  const frames = close();
  expect(frames.length).toBeGreaterThan(2);
  expect(frames.flatMap(lateReadingsOf)).toHaveLength(50_000);
  for (const frame of frames) expect(JSON.stringify(frame).length).toBeLessThan(900_000);
});

test("without `reviseMs` every late reading is late, and frames are as they were", () => {
  const { take, close } = afterFortyWindows(intake(intakeConfig));
  expect(take(requests(20)).refused).toMatchObject([{ code: "late" }]);
  expect(take(requests(20, { service: "b" })).refused).toMatchObject([{ code: "late" }]);
  for (const frame of close()) expect(Object.keys(frame)).not.toContain("lateColumns");
});

test("a snapshot from before says nothing of what is there, so late readings of its windows fill no gap", () => {
  const first = { newestArrivalMs: 42 * minute, topic: "requests", partition: 0, stream: "error-rate" };
  const open = [{ index: 40, readings: [], offsets: [], losers: [], late: 0, rejected: 0 }];
  const rest = { oldestOpen: 40, movedBy: "message", next: 40, started: true, early: 0, open };
  const snapshot = intakeSteps[1]!({
    newestArrivalMs: 42 * minute,
    partitions: [{ ...first, ...rest }],
  } as never);
  const { tick, came } = log();
  const running = intake(config, snapshot as Parameters<typeof intake>[1]);
  running.step(tick(45 * minute + 30_000));
  expect(running.step(came(45 * minute + 30_000, requests(30))).refused).toMatchObject([{ code: "late" }]);
  expect(running.step(came(45 * minute + 30_000, requests(41))).revised).toBe(1);
});
