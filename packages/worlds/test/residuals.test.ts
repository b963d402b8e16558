import { expect, test } from "vitest";
import { residualsIn, residualsOf } from "../src/world/residuals.ts";

test("a residual is the logarithm of a value over the median round it", () => {
  expect(residualsOf([9.5, 9.5, 29.5])[2]).toBe(Math.log(3));
});

test("a slow course leaves no residuals, and a lone zero a finite one", () => {
  const slow = residualsOf(Array.from({ length: 300 }, (_, at) => 1000 + at));
  expect(Math.max(...slow.map(Math.abs))).toBeLessThan(0.02);
  expect(residualsOf([50, 50, 0, 50, 50])[2]).toBeCloseTo(Math.log(0.5 / 50.5), 12);
});

const line = (name: string, value: string): string => `2020-01-01,${name},${value}`;

test("series are told apart by their name; cells that are no numbers are passed over, and short series", () => {
  const long = Array.from({ length: 120 }, (_, at) => line("a", String(10 + (at % 3))));
  const text = ["time,series,value", ...long, line("a", ""), line("a", "x"), line("b", "5")].join("\r\n");
  const residuals = residualsIn(text);
  expect(residuals).toHaveLength(1);
  expect(residuals[0]).toHaveLength(120);
});

test.each([
  ["time,value", "the columns series and value"],
  ["series,value\na,1", "no series has 100 values"],
  ["", "the columns series and value"],
])("a file of which nothing can be used is refused in words: %j", (text, words) => {
  expect(() => residualsIn(text)).toThrow(words);
});
