import fc from "fast-check";
import { expect, test } from "vitest";
import { timeBins } from "../../src/record/time-bins.ts";

const windowMs = 1000;
const capacity = 16;

/** Window numbers in order of time, some far apart, each with a code. */
const recordings = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 300,
  })
  .map((steps) => {
    let window = 5;
    return steps.map(([gap, code]) => ({ window: (window += gap), code }));
  });

function binned(recording: readonly { readonly window: number; readonly code: number }[]) {
  const bins = timeBins(windowMs, capacity);
  for (const { window, code } of recording) bins.raise(window * windowMs, 0, code);
  return bins;
}

test("there are never more bins than the capacity, and at least half of it once it was exceeded", () => {
  fc.assert(
    fc.property(recordings, (recording) => {
      const bins = binned(recording);
      expect(bins.bins).toBeLessThanOrEqual(capacity);
      if (bins.binMs > windowMs) expect(bins.bins).toBeGreaterThan(capacity / 2);
    }),
  );
});

test("every bin holds the highest code of the windows in it, and none where no window came", () => {
  fc.assert(
    fc.property(recordings, (recording) => {
      const bins = binned(recording);
      for (let bin = 0; bin < bins.bins; bin++) {
        const begin = bins.from! + bin * bins.binMs;
        const inside = recording.filter(
          ({ window }) => window * windowMs >= begin && window * windowMs < begin + bins.binMs,
        );
        expect(bins.code(0, bin)).toBe(Math.max(0, ...inside.map(({ code }) => code)));
      }
    }),
  );
});

test("the bins begin at the first window and end with the last", () => {
  fc.assert(
    fc.property(recordings, (recording) => {
      const bins = binned(recording);
      const last = recording.at(-1)!.window * windowMs;
      expect(bins.from).toBe(recording[0]!.window * windowMs);
      expect(Math.floor((last - bins.from!) / bins.binMs)).toBe(bins.bins - 1);
    }),
  );
});

test("a lane that is first seen late has no data before", () => {
  const bins = timeBins(windowMs, capacity);
  for (let window = 0; window < 40; window++) {
    bins.raise(window * windowMs, 0, 7);
    if (window === 39) bins.raise(window * windowMs, 3, 9);
  }
  expect(bins.binMs).toBe(4 * windowMs);
  expect(Array.from({ length: bins.bins }, (_, bin) => bins.code(3, bin))).toEqual([
    0, 0, 0, 0, 0, 0, 0, 0, 0, 9,
  ]);
  expect(bins.code(1, 9)).toBe(0);
});

test("a window before the first is refused as a mistake of the caller", () => {
  const bins = binned([{ window: 9, code: 1 }]);
  expect(() => bins.raise(8 * windowMs, 0, 1)).toThrow(RangeError);
});
