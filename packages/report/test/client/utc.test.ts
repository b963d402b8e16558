import fc from "fast-check";
import { expect, test } from "vitest";
import { formatClock, formatDate, formatTick, timeTicks } from "../../src/client/utc.js";

const at = Date.UTC(2021, 9, 4, 15, 40);

test("times are UTC, with seconds only where they are not zero", () => {
  expect(formatClock(at)).toBe("15:40");
  expect(formatClock(at + 150_000)).toBe("15:42:30");
  expect(formatDate(at)).toBe("4 Oct 2021");
  expect(formatTick(Date.UTC(2021, 9, 4))).toBe("4 Oct");
});

test("ticks are in range, evenly spaced and no more than asked for", () => {
  const span = fc.integer({ min: 60_000, max: 400 * 86_400_000 });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2e12 }),
      span,
      fc.integer({ min: 2, max: 20 }),
      (from, length, most) => {
        const ticks = timeTicks(from, from + length, most);
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        expect(ticks.every((tick) => tick >= from && tick <= from + length)).toBe(true);
        expect(new Set(ticks.slice(1).map((tick, index) => tick - ticks[index]!)).size).toBeLessThanOrEqual(
          1,
        );
      },
    ),
  );
});
