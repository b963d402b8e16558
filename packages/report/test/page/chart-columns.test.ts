import type { SignalName } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { chartOf, joinSegments } from "../../src/page/chart-columns.ts";
import type { SignalColumns, SignalSegment } from "../../src/record/signal-columns.ts";

const windowMs = 60_000;
const segment = (from: number, windows: number): SignalSegment => ({
  from: from * windowMs,
  windows,
  series: new Map(),
});

interface Values {
  readonly observed: readonly number[];
  readonly expected?: number;
  readonly exposure?: number;
}

function columns(
  signal: SignalName,
  { observed, expected = 1, exposure = Number.NaN }: Values,
): SignalColumns {
  const same = (value: number): Float32Array => new Float32Array(observed.length).fill(value);
  return {
    unit: "a",
    signal,
    source: null,
    observed: Float32Array.from(observed),
    exposure: same(exposure),
    expected: same(expected),
    lower: same(0),
    upper: same(2 * expected),
    mostNats: 0,
  };
}

function chart(signal: SignalName, values: Values) {
  const only = segment(0, values.observed.length);
  return chartOf({
    pieces: [{ segment: only, columns: columns(signal, values) }],
    segments: [only],
    windowMs,
    marks: [],
  });
}

test("segments that touch or overlap are one, others stay apart", () => {
  expect(joinSegments([segment(0, 10), segment(8, 10), segment(30, 5)], windowMs)).toEqual([
    { from: 0, windows: 18 },
    { from: 30 * windowMs, windows: 5 },
  ]);
});

test("failed requests are drawn as a share of all, and as nothing where there was no request", () => {
  expect(chart("errors", { observed: [5, 50], expected: 10, exposure: 100 })?.observed).toEqual([0.05, 0.5]);
  expect(chart("errors", { observed: [0, 0], exposure: 0 })).toBeNull();
});

test("latency is drawn in milliseconds, and as a share of slow messages where it came as a histogram", () => {
  expect(chart("latency", { observed: [250], exposure: 1 })?.unit).toBe("ms");
  expect(chart("latency", { observed: [30], exposure: 1000 })).toMatchObject({
    unit: "ratio",
    observed: [0.03],
  });
});

test("the axis is logarithmic only where something rose far above what is usual, and requests always have a zero", () => {
  expect(chart("reports", { observed: [4, 6], expected: 5 })?.scale).toBe("linear");
  expect(chart("reports", { observed: [4, 600], expected: 5 })?.scale).toBe("log");
  expect(chart("reports", { observed: [0, 600], expected: 5 })?.scale).toBe("log-with-zero");
  expect(chart("traffic", { observed: [1, 600], expected: 5 })?.scale).toBe("linear");
});

test("a series that pauses between two segments is drawn in both", () => {
  const pieces = [segment(0, 2), segment(10, 2)].map((each, index) => ({
    segment: each,
    columns: columns("reports", { observed: [index, index + 1] }),
  }));
  const segments = joinSegments(
    pieces.map((piece) => piece.segment),
    windowMs,
  );
  expect(chartOf({ pieces, segments, windowMs, marks: [] })?.observed).toEqual([0, 1, 1, 2]);
});
