import { expect, test } from "vitest";
import {
  constantsDeclared,
  constantsTold,
  detectionDocument,
  sourceTexts,
} from "./support/detection-document.ts";

const told = constantsTold(detectionDocument());
/** The folders that DETECTION.md is about. */
const described = /^(model\/|correlate\/|incident\/|alert\/(shape|toll)\.ts)/;
const declared = new Set(
  sourceTexts()
    .filter(({ path }) => described.test(path))
    .flatMap(({ text }) => constantsDeclared(text)),
);

test("every constant of DETECTION.md stands in the code with that name and value", () => {
  expect(told.filter((constant) => !declared.has(constant))).toEqual([]);
});

test("every constant number of the model's code stands in DETECTION.md", () => {
  expect(declared.size).toBeGreaterThan(20);
  expect([...declared].filter((constant) => !told.includes(constant))).toEqual([]);
});

test("DETECTION.md gives no constant twice", () => {
  expect(told.filter((constant, index) => told.indexOf(constant) !== index)).toEqual([]);
});

test.each([
  ["const largestLogRatio = 16;", "largestLogRatio = 16"],
  ["export const hourMs = 3_600_000;", "hourMs = 3_600_000"],
  ["const levelKeep = 1 - 1 / 120;", "levelKeep = 1 - 1 / 120"],
  ["  const overlapDays = 1 / 48;", "overlapDays = 1 / 48"],
  ["const quietMs = 10 * 60_000;", "quietMs = 10 * 60_000"],
  ["const shares = [0.3, 0.8] as const;", "shares = [0.3, 0.8]"],
  ["const grid: readonly number[] = [0, 1];", "grid = [0, 1]"],
  ["const least = -3;", "least = -3"],
  ["const large = 1e250;", "large = 1e250"],
  ["const small = 2e-4;", "small = 2e-4"],
  ["const inside = Math.log(4);", "inside = Math.log(4)"],
])("a declaration like %j is a constant", (text, constant) => {
  expect(constantsDeclared(text)).toEqual([constant]);
});

test.each([
  "let sum = 0;",
  'const name = "all";',
  "const mean = value / 2;",
  "const early = 1 - share;",
  "const none = [] as const;",
  "const ratios = { shift: 0, first: 0 };",
  "const isHeld = (row: number): boolean => row >= 0;",
])("a declaration like %j is none", (text) => {
  expect(constantsDeclared(text)).toEqual([]);
});

test("a constant of the document is a code span that gives a name a value", () => {
  expect(constantsTold("`cap = 16` (chosen), `k` = 3, `shares = [0.3, 0.8]`: `mu / 3`")).toEqual([
    "cap = 16",
    "shares = [0.3, 0.8]",
  ]);
});
