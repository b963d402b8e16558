import { describe, expect, test } from "vitest";
import { badCell } from "../../src/reading/check-field.ts";
import { type Field, fieldsOf } from "../../src/reading/fields.ts";
import type { Stream } from "../../src/reading/reading.ts";

const streams = Object.keys(fieldsOf) as readonly Stream[];
const holding = (holds: Field["holds"]): readonly Field[] =>
  streams.flatMap((stream) => fieldsOf[stream].filter((field) => field.holds === holds));

const codeOf = (field: Field, held: unknown): string | undefined => badCell(field, [held])?.code;

describe.each(holding("count"))("the count $name", (field) => {
  test("may be any whole number that doubles hold, or nothing", () => {
    expect(badCell(field, [0, 1, null, Number.MAX_SAFE_INTEGER])).toBeNull();
  });

  test("is count-negative below zero, and the reason names it", () => {
    expect(badCell(field, [3, -1])).toEqual({
      code: "count-negative",
      reason: `${field.name} is -1`,
      row: 1,
    });
  });

  test("is no fraction, NaN or number beyond 2^53", () => {
    for (const held of [0.5, Number.NaN, 2 ** 53]) expect(codeOf(field, held)).toBe("value-schema");
  });
});

describe.each(holding("duration"))("the duration $name", (field) => {
  test("may be any number from zero on, or nothing", () => {
    expect(badCell(field, [0, 0.5, null, 1e12])).toBeNull();
  });

  test("is not below zero, infinite or NaN", () => {
    for (const held of [-1, Infinity, Number.NaN]) expect(codeOf(field, held)).toBe("value-schema");
  });
});

describe.each(holding("histogram"))("the histogram $name", (field) => {
  test("holds durations and counts, or is nothing", () => {
    expect(badCell(field, [[], [100, 4, 200.5, 9], null])).toBeNull();
    expect(codeOf(field, [-1, 4])).toBe("value-schema");
    expect(codeOf(field, [100, -1])).toBe("count-negative");
    expect(codeOf(field, [100, 4, 200, 0.5])).toBe("value-schema");
  });
});
