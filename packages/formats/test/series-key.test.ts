import fc from "fast-check";
import { expect, test } from "vitest";
import type { Point } from "../src/point.ts";
import { seriesKeys } from "../src/series-key.ts";

const text = fc.string({
  unit: fc.constantFrom("\u0000", "\u0001", "\u0002", "0", "1", ":", "a"),
  maxLength: 4,
});
const attributes = fc.uniqueArray(fc.tuple(text, text), { selector: ([name]) => name, maxLength: 2 });

function point(pairs: readonly (readonly [string, string])[], isWritten: boolean): Point {
  const texts = pairs.flat();
  const areTexts = (known: readonly string[]): boolean =>
    known.length === texts.length && known.every((one, at) => one === texts[at]);
  return {
    metric: "requests",
    attributes: new Map(pairs),
    written: isWritten ? { texts: () => texts, areTexts } : undefined,
    type: "counter",
    startMs: null,
    atMs: 0,
    value: 1,
    buckets: null,
    unit: null,
    origin: null,
  };
}

test("two points are of one series when their attributes are the same, whatever signs stand in them", () => {
  fc.assert(
    fc.property(attributes, attributes, fc.boolean(), (one, other, isWritten) => {
      const keys = seriesKeys(10);
      const keyOf = (pairs: typeof one) => keys.of(point(pairs, isWritten)).key;
      const sorted = (pairs: typeof one) =>
        JSON.stringify(pairs.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))));
      expect(keyOf(one) === keyOf(other)).toBe(sorted(one) === sorted(other));
    }),
    { numRuns: 3000 },
  );
});

test("what would read the same without its seams is told apart", () => {
  for (const isWritten of [true, false]) {
    const keys = seriesKeys(10);
    const keyOf = (...pairs: [string, string][]) => keys.of(point(pairs, isWritten)).key;
    expect(keyOf(["a", "b\u0000c\u0001d"])).not.toBe(keyOf(["a", "b"], ["c", "d"]));
    expect(keyOf(["a", "b\u0000c\u0000d"])).not.toBe(keyOf(["a", "b"], ["c", "d"]));
  }
});
