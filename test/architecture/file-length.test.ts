import { expect, test } from "vitest";
import { readText, sourceFiles } from "./support/repository.ts";

/** A file past this length is asking to be split. */
const mostLines = 400;

const lineCount = (text: string): number =>
  text.split("\n").length - (text === "" || text.endsWith("\n") ? 1 : 0);

test("no source file is longer than 400 lines", () => {
  const sources = sourceFiles();
  expect(sources.length).toBeGreaterThan(20);
  expect(sources.filter((file) => lineCount(readText(file)) > mostLines)).toEqual([]);
});

test.each([
  ["", 0],
  ["a", 1],
  ["a\n", 1],
  ["a\nb", 2],
  ["a\n".repeat(401), 401],
])("lines are counted as an editor counts them (%j)", (text, lines) => {
  expect(lineCount(text)).toBe(lines);
});
