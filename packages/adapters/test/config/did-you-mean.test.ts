import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { didYouMean } from "../../src/config/index.ts";
import { editDistance } from "../../src/config/edit-distance.ts";

describe("the distance of two words", () => {
  test("counts insertions, deletions, substitutions and swaps of neighbours", () => {
    const pairs = [
      ["services", "sevrices", 1],
      ["backbone", "backbon", 1],
      ["kitten", "sitting", 3],
      ["", "abc", 3],
      ["same", "same", 0],
      ["ca", "abc", 3],
    ] as const;
    for (const [one, other, distance] of pairs) expect(editDistance(one, other)).toBe(distance);
  });

  test("is a distance: nothing to itself, the same both ways, never more than the longer word", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (one, other) => {
        const distance = editDistance(one, other);
        expect(distance === 0).toBe(one === other);
        expect(editDistance(other, one)).toBe(distance);
        expect(distance).toBeLessThanOrEqual(Math.max(one.length, other.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(one.length - other.length));
      }),
    );
  });

  test("one slip of the finger is a distance of one", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-m]{2,10}$/), fc.nat(9), (word, place) => {
        const at = place % word.length;
        expect(editDistance(word, word.slice(0, at) + word.slice(at + 1))).toBe(1);
        expect(editDistance(word, `${word.slice(0, at)}z${word.slice(at)}`)).toBe(1);
        expect(editDistance(word, `${word.slice(0, at)}z${word.slice(at + 1)}`)).toBe(1);
      }),
    );
  });
});

describe("what was probably meant", () => {
  const words = ["services", "components", "prior", "all"];

  test("is the nearest word, letter case apart", () => {
    expect(didYouMean("servcies", words)).toBe("services");
    expect(didYouMean("Components", words)).toBe("components");
    expect(didYouMean("al", words)).toBe("all");
  });

  test("is nothing when no word is near, or when there is only one letter to go by", () => {
    expect(didYouMean("colour", words)).toBeNull();
    expect(didYouMean("x", ["y"])).toBeNull();
    expect(didYouMean("anything", [])).toBeNull();
  });

  test("of two words as near as each other the first is offered", () => {
    expect(didYouMean("cat", ["car", "cut"])).toBe("car");
  });
});
