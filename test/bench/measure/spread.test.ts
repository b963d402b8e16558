import { expect, test } from "vitest";
import { spreadOf } from "./spread.ts";

test("the middle, the quartiles and the extremes of five measurements", () => {
  expect(spreadOf([50, 10, 40, 20, 30])).toEqual({
    median: 30,
    lowerQuartile: 20,
    upperQuartile: 40,
    smallest: 10,
    largest: 50,
    values: [50, 10, 40, 20, 30],
  });
});

test("one measurement is its own spread", () => {
  expect(spreadOf([7])).toMatchObject({
    median: 7,
    lowerQuartile: 7,
    upperQuartile: 7,
    smallest: 7,
    largest: 7,
  });
});

test("no measurement is no spread", () => {
  expect(() => spreadOf([])).toThrow(RangeError);
});
