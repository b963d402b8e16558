import { expect, test } from "vitest";
import type { Delivery } from "../../src/pipeline/delivery.ts";
import { maxJumpMs } from "../../src/pipeline/intake-config.ts";
import { intake } from "../../src/pipeline/intake.ts";
import { intakeConfig } from "../support/run-intake.ts";
import { readingOf } from "../../src/reading/reading-of.ts";

const minute = 60_000;
const place = { topic: "requests", partition: 0 };

function message(arrivalMs: number, ts: number, service = "a"): Delivery {
  const values = { ts, intervalMs: minute, requests: 10, errors: 0 };
  const reading = readingOf({ stream: "error-rate", service, ...values });
  return { ...place, offset: arrivalMs, arrivalMs, content: { kind: "reading", reading } };
}

test("the wall clock closes a window with what came, and then empty ones", () => {
  const running = intake(intakeConfig);
  running.step(message(minute, 0));
  expect(running.advance(place, minute + 29_999).frames).toEqual([]);
  const closed = running.advance(place, 3 * minute + 30_000).frames;
  expect(closed.map(({ windowStart, closedBy, counts }) => [windowStart, closedBy, counts.accepted])).toEqual(
    [
      [0, "clock", 1],
      [minute, "clock", 0],
      [2 * minute, "clock", 0],
    ],
  );
});

test("a partition without a message takes part from the first time of the wall clock on", () => {
  const running = intake(intakeConfig);
  expect(running.advance(place, 10 * minute).frames).toEqual([]);
  const [frame] = running.advance(place, 11 * minute + 30_000).frames;
  expect(frame).toMatchObject({ windowStart: 10 * minute, closedBy: "clock", columns: { service: [] } });
});

test("what comes for a window that the wall clock closed is late", () => {
  const running = intake(intakeConfig);
  running.step(message(minute, 0));
  running.advance(place, 2 * minute);
  expect(running.step(message(minute + 1000, 0, "b")).refused[0]?.code).toBe("late");
});

test("a clock that goes back moves nothing", () => {
  const running = intake(intakeConfig);
  running.step(message(minute, 0));
  running.advance(place, 5 * minute);
  expect(running.advance(place, 2 * minute).frames).toEqual([]);
});

test("after a silence of more than 100 days that the wall clock has seen, messages count again", () => {
  // Windows of an hour, so that they are few.
  const running = intake({ ...intakeConfig, windowMs: 60 * minute });
  running.step(message(minute, 0));
  running.step(message(minute + 1, 0, "b"));
  const later = Math.ceil((2 * maxJumpMs) / minute) * minute;
  const starts: number[] = [];
  for (let timeMs = minute; timeMs < later; timeMs += 50 * 86_400_000)
    starts.push(...running.advance(place, timeMs).frames.map(({ windowStart }) => windowStart));
  expect(starts).toEqual(Array.from({ length: 3600 }, (_, at) => at * 60 * minute));
  running.step(message(later, later - minute));
  const agreed = running.step(message(later + 1, later - minute, "b"));
  expect(agreed).toMatchObject({ accepted: 2, refused: [] });
});

test("an intake taken up from its snapshot is moved by the wall clock as the first would have been", () => {
  const first = intake(intakeConfig);
  first.step(message(minute, 0));
  first.advance(place, minute + 31_000);
  const second = intake(intakeConfig, structuredClone(first.snapshot()));
  expect(second.advance(place, 4 * minute)).toEqual(first.advance(place, 4 * minute));
});

test("a message of a clock that was never set does not ask for frames of all the years since", () => {
  const running = intake(intakeConfig);
  const now = 30_000 * minute + maxJumpMs;
  running.step(message(minute, 0));
  expect(running.advance(place, now).frames).toEqual([]);
  const { frames } = running.advance(place, now + 2 * minute);
  expect(frames.map(({ windowStart, counts }) => [windowStart, counts.rejected])).toEqual([[now, 1]]);
});

test("where somebody knows the time, a message far ahead of all before it counts, and begins anew", () => {
  const running = intake({ ...intakeConfig, timesAreChecked: true });
  running.step(message(minute, 0));
  const now = 2 * minute + maxJumpMs;
  running.step(message(now, now - minute, "b"));
  const agreed = running.step(message(now + 1, now - minute, "c"));
  expect(agreed).toMatchObject({
    frames: [],
    accepted: 2,
    refused: [{ offset: minute, code: "clock-not-believed" }],
  });
  const restored = intake({ ...intakeConfig, timesAreChecked: true }, running.snapshot());
  restored.step(message(now + 2 * minute, now + minute, "b"));
  const { frames } = restored.step(message(now + 2 * minute, now + minute, "c"));
  expect(frames.map(({ windowStart, counts }) => [windowStart, counts.accepted, counts.rejected])).toEqual([
    [now - minute, 2, 1],
    [now, 0, 0],
  ]);
});
