import fc from "fast-check";
import { expect, test } from "vitest";
import { prose } from "../../src/page/prose.ts";

test("no line ends between a number and its unit, nor within a length of time", () => {
  expect(prose("no more than 0.9 % of them, for 7 h 23 min; about 18 million, in 2 days 3 h, 40 s")).toBe(
    "no more than 0.9\u00a0% of them, for 7\u00a0h\u00a023\u00a0min; about 18\u00a0million, in 2\u00a0days\u00a03\u00a0h, 40\u00a0s",
  );
});

test("what only begins like a unit may stand on the next line", () => {
  for (const words of ["3 services", "2 more", "in 5 minutes", "of 12 hosts", "7 dänische"])
    expect(prose(words)).toBe(words);
});

test("nothing but spaces changes, and what was changed once stays", () => {
  const part = fc.constantFrom("3", "%", "h", "min", "s", "million", " ", "\u00a0", "x", "é");
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const words = parts.join("");
      expect(prose(words).replaceAll("\u00a0", " ")).toBe(words.replaceAll("\u00a0", " "));
      expect(prose(prose(words))).toBe(prose(words));
    }),
  );
});
