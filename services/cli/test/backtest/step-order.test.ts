import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Step, stepOrder } from "../../src/backtest/step-order.ts";

/** When all is done, with so many threads that take steps as they become free; an idle one looks again at each end. */
function endOf(steps: readonly Step[], threads: number): { readonly end: number; readonly begun: number[] } {
  const order = stepOrder(steps);
  const begun: number[] = [];
  let running: { readonly place: number; readonly until: number }[] = [];
  let now = 0;
  for (;;) {
    while (running.length < threads) {
      const place = order.take();
      if (place === null) break;
      begun.push(place);
      running.push({ place, until: now + (steps[place]?.length ?? 0) });
    }
    if (running.length === 0) return { end: now, begun };
    now = Math.min(...running.map(({ until }) => until));
    for (const { place, until } of running) if (until === now) order.finish(place);
    running = running.filter(({ until }) => until > now);
  }
}

const alone = (length: number): Step => ({ length, after: null });

/** Each of these is made and then judged, both as long. */
const madeAndJudged = (lengths: readonly number[]): readonly Step[] =>
  lengths.flatMap((length, at) => [alone(length), { length, after: 2 * at }]);

describe("the order in which threads take steps", () => {
  test("begins the longest first, and of equally long ones the first", () => {
    expect(endOf([alone(1), alone(9), alone(4), alone(9)], 1).begun).toEqual([1, 3, 2, 0]);
  });

  test("judges a recording as soon as it is made, while others are still made", () => {
    const { begun } = endOf(madeAndJudged([1, 10, 2]), 2);
    expect(begun).toEqual([2, 4, 5, 0, 1, 3]);
  });

  test("one long recording among many short ones costs no more than itself, or its share and a short one", () => {
    const short = Array.from({ length: 14 }, () => 2);
    expect(endOf(madeAndJudged([...short, 26]), 2).end).toBeLessThanOrEqual(54 + 2);
    expect(endOf(madeAndJudged([...short, 26]), 8).end).toBe(52);
  });

  test("begins every step once and after that before it, and is never further from the best than the longest chain", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 9 }), (given, threads) => {
        const steps = madeAndJudged(given);
        const { end, begun } = endOf(steps, threads);
        expect(begun.toSorted((one, other) => one - other)).toEqual([...steps.keys()]);
        for (const at of given.keys()) expect(begun.indexOf(2 * at)).toBeLessThan(begun.indexOf(2 * at + 1));
        const share = (2 * given.reduce((sum, one) => sum + one, 0)) / threads;
        expect(end).toBeLessThanOrEqual(share + 2 * Math.max(...given));
      }),
    );
  });
});
