import fc from "fast-check";
import { expect, test } from "vitest";
import { matcherOf } from "../../src/mapping/pattern.ts";

test.each([
  ["5*", "503", true],
  ["5*", "200", false],
  ["5*", "", false],
  ["*", "", true],
  ["?*", "", false],
  ["?*", "x", true],
  ["a*b*c", "a-b-b-c", true],
  ["a*b*c", "a-b-b-", false],
  ["?", "ab", false],
  ["", "", true],
  [["4*", "5*"], "404", true],
])("%j fits %j: %j", (pattern, text, fits) => {
  expect(matcherOf(pattern)(text)).toBe(fits);
});

test("a pattern fits as the regular expression of the same meaning does", () => {
  const letters = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 8 }).map((all) => all.join(""));
  const texts = fc.array(fc.constantFrom("a", "b"), { maxLength: 8 }).map((all) => all.join(""));
  fc.assert(
    fc.property(letters, texts, (pattern, text) => {
      const slow = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
      expect(matcherOf(pattern)(text)).toBe(slow.test(text));
    }),
  );
});
