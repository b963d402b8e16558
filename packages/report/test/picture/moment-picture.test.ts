import fc from "fast-check";
import { expect, test } from "vitest";
import { grid } from "../../src/picture/lane.ts";
import { laneMarkup } from "../../src/picture/lane-markup.ts";

const value = fc.oneof(
  fc.constant(null),
  fc.constant(0),
  fc.constant(Number.MIN_VALUE),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

test("whatever the values and gaps are, a chart holds numbers alone, and nothing of its words is markup", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(value, value, value, value), { maxLength: 20 }),
      fc.oneof(fc.constant(null), fc.double({ noNaN: true, min: -100, max: 100 })),
      (rows, threshold) => {
        const column = (at: 0 | 1 | 2 | 3): (number | null)[] => rows.map((row) => row[at]);
        const lane = {
          title: "a <b> & c",
          reading: '"',
          observed: column(0),
          expected: column(1),
          lower: column(2),
          upper: column(3),
          threshold,
        };
        const { text } = laneMarkup(lane, { windows: rows.length, firstWords: "", lastWords: "" }, 0);
        expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
        expect(text).toContain("a &lt;b&gt; &amp; c");
        for (const [, y] of text.matchAll(/[ML]\d[\d.]* ([\d.-]+)/g)) {
          expect(Number(y)).toBeGreaterThanOrEqual(0);
          expect(Number(y)).toBeLessThanOrEqual(grid.laneHeight);
        }
      },
    ),
  );
});
