import fc from "fast-check";
import { expect, test } from "vitest";
import { layOut, paragraph } from "../../src/terminal/layout.ts";

const text = (blocks: Parameters<typeof layOut>[0], width: number): readonly string[] =>
  layOut(blocks, width).map((line) => line.map((part) => part.text).join(""));

test("breaking loses no word, keeps their order, and breaks only where the next word does not fit", () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/);
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 20, max: 60 }),
      (words, width) => {
        const lines = text([paragraph(2, [words.join(" ")], 4)], width);
        expect(lines.join(" ").trim().split(/ +/)).toEqual(words);
        for (const [index, line] of lines.entries()) {
          expect(line.length).toBeLessThanOrEqual(width);
          expect(line.startsWith(" ".repeat(index === 0 ? 2 : 4))).toBe(true);
          const next = lines[index + 1]?.trim().split(" ")[0];
          if (next !== undefined) expect(line.length + 1 + next.length).toBeGreaterThan(width);
        }
      },
    ),
  );
});

test("a no-break space keeps words on one line and comes out as a space", () => {
  expect(text([paragraph(0, ["aaaa bbbb\u00a0cccc"])], 10)).toEqual(["aaaa", "bbbb cccc"]);
});

test("a word may change its tone in the middle without being torn", () => {
  expect(text([paragraph(0, [{ text: "odds 12", tone: "strong" }, ", then"])], 8)).toEqual([
    "odds 12,",
    "then",
  ]);
});

test("an empty paragraph is an empty line", () => {
  expect(text([paragraph(0, [])], 80)).toEqual([""]);
});
