import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellNumber, type Decimals } from "../../../src/import/csv/cells.ts";

const value = (text: string, decimals: Decimals): number | string => {
  const read = cellNumber(text, decimals);
  return read.kind === "number" ? read.value : read.kind;
};

describe("a number in a cell", () => {
  test.each([
    ["1234", "unsure", 1234],
    ["200.0", "unsure", 200],
    ["0,5", "unsure", 0.5],
    ["1.234,5", "unsure", 1234.5],
    ["1,234.5", "unsure", 1234.5],
    ["1.234.567", "unsure", 1_234_567],
    ["1 234", "unsure", 1234],
    ["1.234", "unsure", "fault"],
    ["1.234", "comma", 1234],
    ["1.234", "point", 1.234],
    ["0,5", "point", "fault"],
    ["1,234", "point", 1234],
    ["1,23,4", "point", "fault"],
    ["1e3", "point", 1000],
    ["N/A", "point", "none"],
    ["", "point", "none"],
    ["twelve", "point", "fault"],
  ] as const)("%s with decimals %s is %s", (text, decimals, expected) => {
    expect(value(text, decimals)).toBe(expected);
  });

  test("is read back from how either half of the world writes it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: 0, max: 99 }), (whole, hundredths) => {
        const decimals = String(hundredths).padStart(2, "0");
        const grouped = (sign: string): string => String(whole).replaceAll(/\B(?=(?:\d{3})+$)/g, sign);
        const expected = Number(`${whole}.${decimals}`);
        expect(value(`${grouped(",")}.${decimals}`, "point")).toBe(expected);
        expect(value(`${grouped(".")},${decimals}`, "comma")).toBe(expected);
        expect(value(`${grouped(".")},${decimals}`, "unsure")).toBe(expected);
      }),
    );
  });
});
