import fc from "fast-check";
import { expect, test } from "vitest";
import type { Reading } from "../../src/reading/reading.ts";
import { readingOf } from "../../src/reading/reading-of.ts";
import { frameRejection } from "../../src/window/check-frame.ts";
import { maxFrameBytes } from "../../src/window/frame-size.ts";
import { readingsOf } from "../../src/window/frame-readings.ts";
import { framesOf } from "../../src/window/frames-of.ts";
import { admit, openWindow } from "../../src/window/open-window.ts";
import { arbitraryReading } from "../support/arbitrary-readings.ts";

const place = { topic: "telemetry.delivery-latency.v1", partition: 3, stream: "delivery-latency" } as const;
const closing = { watermark: 120_000, closedBy: "message" } as const;

/** A reading as large as the contract lets it be. */
function largest(service: number): Reading {
  const name = String(service).padStart(128, "x");
  const buckets = Array.from({ length: 256 }, (_, at) => [
    (at + 1) * 1.123456789012345e9,
    Number.MAX_SAFE_INTEGER,
  ]);
  return readingOf({
    stream: "delivery-latency",
    service: name,
    operation: name,
    region: name,
    source: name,
    ts: 60_000,
    intervalMs: 60_000,
    delivered: Number.MAX_SAFE_INTEGER,
    undelivered: Number.MAX_SAFE_INTEGER,
    oldestUndeliveredMs: 1.1234567890123457e-7,
    p50Ms: 1.1234567890123457e-7,
    p95Ms: 1.1234567890123457e-7,
    p99Ms: 1.1234567890123457e-7,
    buckets: buckets.flat(),
  });
}

function windowWith(readings: readonly Reading[]): ReturnType<typeof openWindow> {
  const window = openWindow(1, 60_000);
  for (const [offset, reading] of readings.entries()) admit(window, offset, reading);
  return window;
}

test("a window whose frame would be too large is split, and no part is larger than the limit", () => {
  const readings = Array.from({ length: 500 }, (_, at) => largest(at));
  const frames = framesOf(place, windowWith(readings), closing);
  const sizes = frames.map((frame) => new TextEncoder().encode(JSON.stringify(frame)).length);
  expect(frames.length).toBeGreaterThan(3);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(maxFrameBytes);
  expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(maxFrameBytes / 2);
  expect(frames.map(({ part, parts }) => [part, parts])).toEqual(
    frames.map((_, part) => [part, frames.length]),
  );
  expect(frames.flatMap(readingsOf)).toEqual(readings);
});

test("the counts stand in the first part, so that sums over frames are right", () => {
  const frames = framesOf(place, windowWith(Array.from({ length: 200 }, (_, at) => largest(at))), closing);
  expect(frames.map((frame) => frame.counts.accepted)).toEqual([200, ...frames.slice(1).map(() => 0)]);
});

test("columns give back the readings, in the order of their offsets, whatever order they came in", () => {
  for (const stream of ["error-rate", "delivery-latency", "report-volume"] as const) {
    fc.assert(
      fc.property(fc.array(arbitraryReading(stream, 60_000, 120_000), { maxLength: 30 }), (drawn) => {
        const readings = drawn.map((reading) => ({ ...reading, intervalMs: 120_000 - reading.ts }));
        const window = openWindow(1, 60_000);
        for (const [at, reading] of readings.entries()) admit(window, readings.length - at, reading);
        const [frame] = framesOf({ ...place, stream }, window, closing);
        expect(frame && frameRejection(frame)).toBeNull();
        expect(frame?.columns.offset).toEqual([...window.offsets].sort((one, other) => one - other));
        expect(frame && readingsOf(frame)).toEqual(
          window.offsets
            .map((offset, row) => ({ offset, reading: window.readings[row] }))
            .sort((one, other) => one.offset - other.offset)
            .map(({ reading }) => reading),
        );
      }),
    );
  }
});

test("a column in which nothing stands is left out", () => {
  const [frame] = framesOf(
    { ...place, stream: "report-volume" },
    windowWith([
      readingOf({
        stream: "report-volume",
        service: "a",
        source: "web",
        ts: 60_000,
        intervalMs: 60_000,
        reports: 0,
      }),
    ]),
    closing,
  );
  expect(Object.keys(frame?.columns ?? {})).toEqual([
    "offset",
    "service",
    "source",
    "ts",
    "intervalMs",
    "reports",
  ]);
});
