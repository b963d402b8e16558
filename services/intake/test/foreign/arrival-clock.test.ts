import { expect, test } from "vitest";
import { arrivalClock } from "../../src/foreign/arrival-clock.ts";

const hourMs = 3_600_000;

/** What the clock says after each arrival. */
function heard(arrivals: readonly number[], isKnown = false): readonly (number | null)[] {
  const clock = arrivalClock();
  return arrivals.map((arrivalMs) => {
    clock.hear(arrivalMs, isKnown);
    return clock.timeMs();
  });
}

test("it stands when two arrivals agree, and never goes back", () => {
  expect(heard([1000, 2000, 1500, 3000])).toEqual([null, 2000, 2000, 3000]);
});

test("one absurd message moves nothing, wherever it stands", () => {
  const absurd = 1000 * hourMs;
  expect(heard([absurd, 1000, 2000]).at(-1)).toBe(2000);
  expect(heard([1000, 2000, absurd, 3000, absurd, 4000]).at(-1)).toBe(4000);
});

test("a gap is believed when three in a row say so", () => {
  expect(heard([1000, 2000, hourMs, hourMs + 1, hourMs + 2])).toEqual([null, 2000, 2000, 2000, hourMs + 2]);
});

test("what somebody who knows the time has checked is believed at once", () => {
  expect(heard([1000, hourMs], true)).toEqual([1000, hourMs]);
});

test("it goes on from its state", () => {
  const first = arrivalClock();
  for (const at of [1000, 2000, hourMs, hourMs + 1]) first.hear(at, false);
  const second = arrivalClock(first.state());
  expect(second.hear(hourMs + 2, false)).toBe(true);
  expect(second.timeMs()).toBe(hourMs + 2);
});
