import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = new URL("./", import.meta.url);
/** Its examples are no tests of any invariant. */
const ownPath = "spec-invariants.test.ts";
const spec = readFileSync(new URL("../SPEC.md", folder), "utf8");

/** Numbers in square brackets at the beginning of a title, or of a sentence that a checker gives. */
const numbersOf = (text: string): readonly number[] =>
  [...text.matchAll(/["'`]((?:\[\d+\] )+)/g)].flatMap(([, found = ""]) =>
    [...found.matchAll(/\d+/g)].map(([number]) => Number(number)),
  );

/** Test files, and the checkers that they use, by the invariants that they name. */
function filesByInvariant(): Readonly<Record<number, readonly string[]>> {
  const files: Record<number, string[]> = {};
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) =>
    path.replaceAll("\\", "/"),
  );
  for (const path of paths.filter((one) => one.endsWith(".ts") && one !== ownPath).toSorted()) {
    const numbers = new Set(numbersOf(readFileSync(new URL(path, folder), "utf8")));
    for (const number of numbers) (files[number] ??= []).push(path);
  }
  return files;
}

const cellsOf = (line: string): readonly string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The table of SPEC.md: files by invariant. */
function tableOfDocument(): Readonly<Record<number, readonly string[]>> {
  const lines = spec.split("\n");
  const head = lines.findIndex((line) => cellsOf(line)[1] === "tests that hold it");
  const rows = lines.slice(head + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return Object.fromEntries(
    rows.slice(0, end).map((line) => {
      const [invariant = "", files = ""] = cellsOf(line);
      return [Number.parseInt(invariant, 10), [...files.matchAll(/`([^`]+)`/g)].map(([, path = ""]) => path)];
    }),
  );
}

const invariants = (() => {
  const section = spec.slice(spec.indexOf("## Invariants"), spec.indexOf("## Tests"));
  return [...section.matchAll(/^(\d+)\. \*\*/gm)].map(([, number]) => Number(number));
})();

test("SPEC.md numbers its invariants from 1 without gaps", () => {
  expect(invariants.length).toBeGreaterThan(0);
  expect(invariants).toEqual(invariants.map((_, index) => index + 1));
});

test("SPEC.md names for every invariant the tests that hold it, all of them and no others", () => {
  const table = tableOfDocument();
  expect(Object.keys(table).map(Number)).toEqual(invariants);
  expect(table).toEqual(filesByInvariant());
});

test("every checker that SPEC.md names is used by a test", () => {
  const checkers = new Set(
    Object.values(tableOfDocument())
      .flat()
      .filter((path) => path.startsWith("support/")),
  );
  const tests = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".test.ts"),
  );
  const texts = tests.map((path) => readFileSync(new URL(path, folder), "utf8"));
  expect(checkers.size).toBeGreaterThan(0);
  for (const checker of checkers)
    expect([checker, texts.some((text) => text.includes(checker))]).toEqual([checker, true]);
});

test.each<[string, readonly number[]]>([
  ['test("[4] it recovers", …)', [4]],
  ["must(holds, `[5] ${name} stays`)", [5]],
  ['describe("[3] [12] both", …)', [3, 12]],
  ["expect(incidents[0]).toBe(list[1])", []],
  ['"a window [3, 4) is half open"', []],
])("a text like %s names the invariants %j", (text, numbers) => {
  expect(numbersOf(text)).toEqual(numbers);
});
