import fc from "fast-check";
import { expect, test } from "vitest";
import { parseIso } from "../../src/time/parse-iso.ts";

test("the example of the docstring holds", () => {
  expect(parseIso("2021-10-04T15:40:00Z")).toBe(1_633_362_000_000);
});

test("every time that the platform can write is read back", () => {
  const year0 = -62_167_219_200_000;
  const year9999 = 253_402_300_799_999;
  fc.assert(
    fc.property(fc.integer({ min: year0, max: year9999 }), (ms) => {
      expect(parseIso(new Date(ms).toISOString())).toBe(ms);
    }),
  );
});

test("an offset moves the time, seconds may be left out, finer digits are cut off", () => {
  expect(parseIso("2021-10-04T17:40:00+02:00")).toBe(1_633_362_000_000);
  expect(parseIso("2021-10-04T10:10-05:30")).toBe(1_633_362_000_000);
  expect(parseIso("2021-10-04T15:40:00.1239Z")).toBe(1_633_362_000_123);
  expect(parseIso("2021-10-04T15:40:00.5Z")).toBe(1_633_362_000_500);
});

test("what is no time is null", () => {
  const wrong = ["", "2021-10-04", "2021-10-04T15:40:00", "2021-02-29T00:00:00Z", "2021-13-01T00:00:00Z"];
  wrong.push("2021-10-00T00:00:00Z", "2021-10-04T24:00:00Z", "2021-10-04T15:60:00Z", "2021-10-04T15:40:60Z");
  for (const text of wrong) expect(parseIso(text), text).toBeNull();
  expect(parseIso("2024-02-29T00:00:00Z")).not.toBeNull();
});
