import fc from "fast-check";
import { expect, test } from "vitest";
import { formatIso } from "../../src/time/format-iso.ts";
import { parseIso } from "../../src/time/parse-iso.ts";

test("the worked example: the outage of 2021-10-04 began at 15:40 UTC", () => {
  expect(formatIso(1_633_362_000_000)).toBe("2021-10-04T15:40:00.000Z");
});

test("every whole millisecond that a Date can hold is written as Date writes it", () => {
  fc.assert(
    fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (epochMs) => {
      expect(formatIso(epochMs)).toBe(new Date(epochMs).toISOString());
    }),
    { numRuns: 3000 },
  );
});

test("leap days, century years and the ends of the range are written as Date writes them", () => {
  const edges = [
    0, -1, 951_782_400_000, 4_107_542_400_000, -62_167_219_200_000, 253_402_300_800_000, 8.64e15, -8.64e15,
  ];
  for (const epochMs of edges) expect(formatIso(epochMs)).toBe(new Date(epochMs).toISOString());
});

test("what is written from years 0 to 9999 is read back", () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }), (epochMs) => {
      expect(parseIso(formatIso(epochMs))).toBe(epochMs);
    }),
  );
});

test("what is no time throws, because only a programmer can have passed it", () => {
  for (const wrong of [Number.NaN, 0.5, 8.64e15 + 1, Infinity])
    expect(() => formatIso(wrong)).toThrow(RangeError);
});
