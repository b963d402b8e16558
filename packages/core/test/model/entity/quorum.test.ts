import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { trimmedMean, witnessesNeeded } from "../../../src/model/entity/quorum.ts";
import { signals } from "../../../src/world/world-window.ts";

describe("the trimmed mean", () => {
  test("of 900, 900, 2, 1 and 1 with three needed is 1.333", () => {
    expect(trimmedMean([900, 2, 1, 900, 1], 3)).toBeCloseTo(1.333, 3);
  });

  test("of one needed is the mean, of all needed the least", () => {
    expect(trimmedMean([8, 2, 2], 1)).toBe(4);
    expect(trimmedMean([8, 2, 3], 3)).toBe(2);
  });

  test("is at most the mean over any witnesses that are left when fewer than needed are taken away", () => {
    const eValues = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(eValues, fc.nat(6), fc.nat(), (all, few, turn) => {
        const needed = Math.min(all.length, few + 1);
        const others = all.filter((_, at) => (at + turn) % all.length >= needed - 1);
        const mean = others.reduce((sum, one) => sum + one, 0) / others.length;
        expect(trimmedMean(all, needed)).toBeLessThanOrEqual(mean * (1 + 1e-9));
      }),
    );
  });
});

describe("of a quorum are needed", () => {
  const errors = signals.indexOf("errors");

  test("as many as were said, and never more than there are", () => {
    const quorum = new Map([[4, 3]]);
    expect([5, 3, 2, 1].map((there) => witnessesNeeded(quorum, 4, errors, there))).toEqual([3, 3, 2, 1]);
  });

  test("one, where nothing was said, and of users who report", () => {
    expect(witnessesNeeded(undefined, 4, errors, 5)).toBe(1);
    expect(witnessesNeeded(new Map([[4, 3]]), 5, errors, 5)).toBe(1);
    expect(witnessesNeeded(new Map([[4, 3]]), 4, signals.indexOf("reports"), 5)).toBe(1);
  });
});
