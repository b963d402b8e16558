import fc from "fast-check";
import { expect, test } from "vitest";
import { pixelCodes } from "../../src/client/strip-cells.js";
import { viewBetween, viewWith, wholeView, zoomedView } from "../../src/client/strip-view.js";
import { likelierWords } from "../../src/client/strip-words.js";

const bins = fc.integer({ min: 1, max: 5000 });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const binAt = (all: number, at: number): number => Math.min(all - 1, Math.floor(at * all));

test("whatever is drawn over or zoomed, the view is a stretch of the strip with the chosen bins in it", () => {
  fc.assert(
    fc.property(
      bins,
      share,
      share,
      fc.double({ min: 0.1, max: 10, noNaN: true }),
      (all, one, other, factor) => {
        const [from, to] = [binAt(all, one), binAt(all, other)];
        const drawn = viewBetween(all, from, to);
        const zoomed = zoomedView(drawn, all, { factor, bin: from });
        for (const [view, chosen] of [
          [drawn, [from, to]],
          [zoomed, [from]],
          [viewWith(drawn, to), [to]],
        ] as const) {
          expect(view.first).toBeGreaterThanOrEqual(0);
          expect(view.bins).toBeGreaterThan(0);
          expect(view.first + view.bins).toBeLessThanOrEqual(all);
          for (const bin of chosen) {
            expect(bin).toBeGreaterThanOrEqual(view.first);
            expect(bin).toBeLessThan(view.first + view.bins);
          }
        }
      },
    ),
  );
});

test("a short stretch of a long strip is widened to twenty bins, and a view around it moves no further than the ends", () => {
  expect(viewBetween(1000, 500, 503)).toEqual({ first: 492, bins: 20 });
  expect(viewBetween(1000, 0, 1)).toEqual({ first: 0, bins: 20 });
  expect(viewBetween(1000, 999, 999)).toEqual({ first: 980, bins: 20 });
  expect(viewBetween(7, 3, 3)).toEqual(wholeView(7));
});

test("every code of what is shown is seen in some column, and none beside it", () => {
  const codes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(codes, share, share, fc.integer({ min: 1, max: 400 }), (lane, one, other, columns) => {
      const view = viewBetween(lane.length, binAt(lane.length, one), binAt(lane.length, other));
      const shown = lane.slice(view.first, view.first + view.bins);
      expect(Math.max(...pixelCodes(Uint8Array.from(lane), columns, view))).toBe(Math.max(...shown));
    }),
  );
});

test.each([
  [1, "nothing to speak of (1 nats)"],
  [5, "148 times likelier if it fails (5 nats)"],
  [60, "more than a million times likelier if it fails (60 nats)"],
])("%d nats are told in words", (nats, words) => {
  expect(likelierWords(nats)).toBe(words);
});
