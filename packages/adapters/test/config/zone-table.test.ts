import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isZone, zoneTable } from "../../src/config/zone-table.ts";

const hourMs = 3_600_000;

/** What the platform adds to UTC, read from its own words: `GMT+05:30:36`. */
function offsetByPlatform(timeZone: string, atMs: number): number {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  const words = format.formatToParts(atMs).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours, minutes, seconds] = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(words) ?? [];
  const size = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return (sign === "-" ? -size : size) * 1000;
}

function offsetByTable(zone: string, atMs: number): number | undefined {
  const { fromMs, offsetMs } = zoneTable(zone);
  return offsetMs[
    Math.max(
      0,
      fromMs.findLastIndex((from) => from <= atMs),
    )
  ];
}

const zones = Intl.supportedValuesOf("timeZone");

describe("the table of a time zone", () => {
  test(
    "says what the platform says, for every zone and at any instant from 2000 to 2050",
    { timeout: 120_000 },
    () => {
      const instant = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2050, 0, 1) - 1 });
      const instants = fc.array(instant, { minLength: 20, maxLength: 20 });
      fc.assert(
        fc.property(fc.constantFrom(...zones), instants, (zone, times) => {
          for (const atMs of times)
            expect(offsetByTable(zone, atMs), `${zone} ${atMs}`).toBe(offsetByPlatform(zone, atMs));
        }),
        { numRuns: 60 },
      );
    },
  );

  test("changes in the very minute in which the clocks do", () => {
    const { fromMs, offsetMs } = zoneTable("Europe/Berlin");
    const at = fromMs.indexOf(Date.UTC(2026, 2, 29, 1));
    expect(offsetMs.slice(at - 1, at + 2)).toEqual([hourMs, 2 * hourMs, hourMs]);
    expect(fromMs[at + 1]).toBe(Date.UTC(2026, 9, 25, 1));
  });

  test("rises, and says something new with each line", () => {
    for (const zone of ["UTC", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"]) {
      const { fromMs, offsetMs } = zoneTable(zone);
      expect(offsetMs).toHaveLength(fromMs.length);
      for (let line = 1; line < fromMs.length; line += 1) {
        expect(fromMs[line]!).toBeGreaterThan(fromMs[line - 1]!);
        expect(offsetMs[line]).not.toBe(offsetMs[line - 1]);
      }
    }
    expect(zoneTable("UTC").offsetMs).toEqual([0]);
  });
});

test("a zone that the machine does not know is none, and no table is made of it", () => {
  expect(isZone("Europe/Berlin")).toBe(true);
  expect(isZone("Europe/Atlantis")).toBe(false);
  expect(() => zoneTable("Europe/Atlantis")).toThrow(RangeError);
});
