import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { zoneOf } from "../../../src/import/csv/zone.ts";

const hour = 3_600_000;

describe("a zone", () => {
  test.each([
    ["+05:30", Date.UTC(2021, 0, 1, 12), [Date.UTC(2021, 0, 1, 6, 30)]],
    ["UTC", 0, [0]],
    ["America/New_York", Date.UTC(2021, 6, 1, 12), [Date.UTC(2021, 6, 1, 16)]],
    ["Europe/Berlin", Date.UTC(2021, 2, 28, 2, 30), []],
    [
      "Europe/Berlin",
      Date.UTC(2021, 9, 31, 2, 30),
      [Date.UTC(2021, 9, 31, 0, 30), Date.UTC(2021, 9, 31, 1, 30)],
    ],
    // Clocks there are put back by half an hour.
    [
      "Australia/Lord_Howe",
      Date.UTC(2021, 3, 4, 1, 45),
      [Date.UTC(2021, 3, 3, 14, 45), Date.UTC(2021, 3, 3, 15, 15)],
    ],
  ])("%s tells what its clocks mean", (name, local, expected) => {
    expect(zoneOf(name).momentsOf(local)).toEqual(expected);
  });

  test("knows every moment by what its clocks show then", () => {
    const zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "-03:00"];
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 60 * 24 * 365 }), (name, minutes) => {
        const at = Date.UTC(2021, 0, 1) + minutes * 60_000;
        const timeZone = name === "-03:00" ? "Etc/GMT+3" : name;
        const clock = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
        const shown = clock.format(at);
        const local = Date.parse(`${shown.replace(" ", "T")}Z`);
        const moments = zoneOf(name).momentsOf(local);
        expect(moments).toContain(at);
        expect(moments.length).toBeLessThanOrEqual(2);
        for (const moment of moments) expect(Math.abs(moment - at)).toBeLessThanOrEqual(hour);
      }),
      { numRuns: 200 },
    );
  });
});
