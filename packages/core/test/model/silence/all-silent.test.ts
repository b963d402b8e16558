import fc from "fast-check";
import { expect, test } from "vitest";
import { isInputSilent, type Standing } from "../../../src/model/silence/all-silent.ts";

const world = (silent: number, all: number, probability: number): readonly Standing[] =>
  Array.from({ length: all }, (_, at) => ({ isSilent: at < silent, probability }));

test("eight of ten that never miss a turn are the input's silence, seven are their own", () => {
  expect([isInputSilent(world(8, 10, 0.001)), isInputSilent(world(7, 10, 0.001))]).toEqual([true, false]);
});

test("one that never misses a turn is enough where it is all there is", () => {
  expect(isInputSilent(world(1, 1, 0.001))).toBe(true);
});

test("five that are silent a third of the time are so together now and then: that is no silence of the input", () => {
  expect(isInputSilent(world(5, 5, 0.34))).toBe(false);
  expect(isInputSilent(world(12, 12, 0.34))).toBe(true);
});

test("nobody expected, or nobody silent, is no silence", () => {
  expect([isInputSilent([]), isInputSilent(world(0, 3, 0.5))]).toEqual([false, false]);
});

test("the probability of so many is that of all sets of so many or more", () => {
  const standing = fc.record({
    isSilent: fc.boolean(),
    probability: fc.double({ min: 0.001, max: 0.9, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(standing, { minLength: 1, maxLength: 8 }), (standings) => {
      const silent = standings.filter(({ isSilent }) => isSilent).length;
      let sum = 0;
      for (let set = 0; set < 2 ** standings.length; set += 1) {
        const isIn = (at: number) => ((set >> at) & 1) === 1;
        const size = standings.filter((_, at) => isIn(at)).length;
        const product = standings.reduce(
          (so, { probability }, at) => so * (isIn(at) ? probability : 1 - probability),
          1,
        );
        if (size >= silent) sum += product;
      }
      fc.pre(Math.abs(sum - 0.001) > 1e-9);
      expect(isInputSilent(standings)).toBe(silent > 0 && silent >= 0.8 * standings.length && sum <= 0.001);
    }),
  );
});
