import { Point as ClientPoint } from "@influxdata/influxdb-client";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodePoint, lineOf } from "../../src/influx/line-protocol.ts";
import type { FieldValue, Point } from "../../src/influx/point.ts";
import { parseLine } from "../support/influx-lines.ts";

const point = (more: Partial<Point> = {}): Point => ({
  measurement: "signal",
  tags: { environment: "default" },
  fields: { observed: 1 },
  timestampMs: 1_633_361_940_000,
  ...more,
});

describe("a point as a line", () => {
  test("has tags and fields in order of their names, and nanoseconds", () => {
    const tags = { service: "facebook", environment: "default" };
    const fields = { state: "normal", observed: 4, code: 3n, learning: true };
    expect(lineOf(point({ tags, fields, nanoseconds: 42 }))).toBe(
      'signal,environment=default,service=facebook code=3i,learning=true,observed=4,state="normal" 1633361940000000042',
    );
  });

  test("names its series by measurement and tags", () => {
    expect(encodePoint(point())?.series).toBe("signal,environment=default");
  });

  test.each([
    ["a float that is a whole number stays a float", 12, "12"],
    ["a large float", 1e21, "1e+21"],
    ["a small float", 1.5e-7, "1.5e-7"],
    ["minus nought", -0, "0"],
    ["a whole number", 12n, "12i"],
    ["quotes and backslashes", String.raw`a "b" \ c`, String.raw`"a \"b\" \\ c"`],
    ["a line break in a string", "a\nb", '"a\nb"'],
    ["an empty string", "", '""'],
  ] satisfies [string, FieldValue, string][])("writes %s", (_name, value, written) => {
    expect(lineOf(point({ fields: { value } }))).toBe(
      `signal,environment=default value=${written} 1633361940000000000`,
    );
  });

  test("leaves out what is null or no finite number, and never writes 0 for it", () => {
    const fields = { lower: null, observed: 0, upper: Number.NaN, expected: Infinity };
    expect(lineOf(point({ fields }))).toBe("signal,environment=default observed=0 1633361940000000000");
  });

  test("is none when no field is left", () => {
    expect(lineOf(point({ fields: { observed: null } }))).toBe(null);
  });

  test("leaves out an empty tag, which line protocol cannot write", () => {
    expect(encodePoint(point({ tags: { service: "", a: "b" } }))?.series).toBe("signal,a=b");
  });

  test("writes times before 1970", () => {
    expect(lineOf(point({ timestampMs: -1, nanoseconds: 1 }))).toMatch(/ -999999$/);
    expect(lineOf(point({ timestampMs: 0, nanoseconds: 7 }))).toMatch(/ 7$/);
  });
});

/** What a name or tag value is in the database. */
const kept = (text: string): string => text.replaceAll(/[\\\u0000-\u001F\u007F]/g, "_");

const troublesome = fc.constantFrom(..." ,=\\\"\n\r\t'#aZ0é☃💥".split(""), "\\\\", "\\,", "\\ ");
const text = fc.oneof(
  fc.array(troublesome, { maxLength: 8 }).map((parts) => parts.join("")),
  fc.string(),
);
const name = text.filter((value) => value !== "");
const value = fc.oneof(
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }),
  fc.boolean(),
  text,
);
const anyPoint = fc.record({
  measurement: name,
  tags: fc.dictionary(name, text),
  fields: fc.dictionary(name, fc.option(value)),
  timestampMs: fc.integer({ min: -9_000_000_000, max: 9_000_000_000_000 }),
  nanoseconds: fc.nat({ max: 999_999 }),
});

const unique = (names: readonly string[]): boolean => new Set(names.map(kept)).size === names.length;

test("whatever the names and values are, a reader of the grammar gets them back", () => {
  fc.assert(
    fc.property(anyPoint, (given) => {
      fc.pre(unique(Object.keys(given.tags)) && unique(Object.keys(given.fields)));
      const fields = Object.entries(given.fields).filter(
        ([, value]) => value !== null && !(typeof value === "number" && !Number.isFinite(value)),
      );
      const line = lineOf(given);
      if (fields.length === 0) {
        expect(line).toBe(null);
        return;
      }
      const tags = Object.entries(given.tags).filter(([, value]) => value !== "");
      expect(parseLine(line!)).toEqual({
        measurement: kept(given.measurement),
        tags: Object.fromEntries(tags.map(([name, value]) => [kept(name), kept(value)])),
        fields: Object.fromEntries(fields.map(([name, value]) => [kept(name), value === 0 ? 0 : value])),
        nanoseconds: BigInt(given.timestampMs) * 1_000_000n + BigInt(given.nanoseconds),
      });
    }),
    { numRuns: 3000 },
  );
});

const keptNames = <Value>(given: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [kept(name), value]));

/** The point as the official client has it, which loses what is called `__proto__`. */
function clientPoint({ measurement, tags, fields, timestampMs, nanoseconds }: Required<Point>): ClientPoint {
  const made = new ClientPoint(measurement);
  for (const [name, value] of Object.entries(tags)) made.tag(name, value);
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === "string") made.stringField(name, value);
    else if (typeof value === "bigint") made.intField(name, value);
    else if (typeof value === "number" && Number.isFinite(value)) made.floatField(name, value);
    // The client would write T or F, which mean the same.
    else if (typeof value === "boolean") made.fields[name] = String(value);
  }
  return made.timestamp(String(BigInt(timestampMs) * 1_000_000n + BigInt(nanoseconds)));
}

test("a line is what the official client makes of the point, byte for byte", () => {
  const same = ([name, value]: readonly [string, unknown]): boolean =>
    name !== "__proto__" && (typeof value !== "bigint" || Number.isSafeInteger(Number(value)));
  fc.assert(
    fc.property(anyPoint, (drawn) => {
      const tags = Object.entries(keptNames(drawn.tags)).filter(same);
      const given: Required<Point> = {
        ...drawn,
        measurement: kept(drawn.measurement),
        tags: Object.fromEntries(tags.map(([name, value]) => [name, kept(value)])),
        fields: Object.fromEntries(Object.entries(keptNames(drawn.fields)).filter(same)),
      };
      expect(lineOf(given)).toBe(clientPoint(given).toLineProtocol() ?? null);
    }),
    { numRuns: 3000 },
  );
});

test("whole numbers keep every digit, also where the client rounds them", () => {
  const written = (value: bigint): string => lineOf(point({ fields: { value } }))!.split(/[ =]/)[3]!;
  expect(written(2n ** 53n + 1n)).toBe("9007199254740993i");
  expect(written(-(2n ** 63n))).toBe("-9223372036854775808i");
  expect(new ClientPoint("m").intField("value", 2n ** 53n + 1n).fields["value"]).toBe("9007199254740992i");
});

test("the order in which tags and fields were given does not show", () => {
  fc.assert(
    fc.property(anyPoint, (given) => {
      const turned = {
        ...given,
        tags: Object.fromEntries(Object.entries(given.tags).toReversed()),
        fields: Object.fromEntries(Object.entries(given.fields).toReversed()),
      };
      expect(lineOf(turned)).toBe(lineOf(given));
    }),
  );
});
