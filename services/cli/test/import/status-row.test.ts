import { describe, expect, test } from "vitest";
import { durationText, parseDuration } from "../../src/import/duration.ts";
import { rowState } from "../../src/import/row-state.ts";
import { columnsOf, readRow } from "../../src/import/status-row.ts";
import { header } from "./run-import.ts";

const columns = columnsOf(header.split(","))!;
const read = (row: string): unknown => readRow(row.split(","), columns);

describe("a row of a status monitor", () => {
  test("is read with its time in milliseconds and its state", () => {
    expect(read("2022-06-21T06:33:22Z,m/n,API,0,0,0")).toEqual({
      kind: "row",
      at: 1655793202000,
      monitor: "m/n",
      service: "API",
      state: "down",
      codeDropped: false,
    });
    expect(read("2022-06-21T08:33:22+02:00,m/n,API,1,,")).toMatchObject({ at: 1655793202000, state: "up" });
  });

  test.each([
    ["2022-06-21T06:33:22Z,m,API,1,200", "row-not-csv"],
    ["2022-06-21T06:33:22,m,API,1,200,1", "row-timestamp"],
    ["2022-02-30T06:33:22Z,m,API,1,200,1", "row-timestamp"],
    ["1969-12-31T23:59:59Z,m,API,1,200,1", "row-timestamp"],
    ["1655793202000,m,API,1,200,1", "row-timestamp"],
    ["2022-06-21T06:33:22Z,,API,1,200,1", "row-value"],
    ["2022-06-21T06:33:22Z,m, ,1,200,1", "row-value"],
    ["2022-06-21T06:33:22Z,m,API,,200,1", "row-value"],
    ["2022-06-21T06:33:22Z,m,API,true,200,1", "row-value"],
  ])("%s is refused with %s", (row, code) => {
    expect(read(row)).toMatchObject({ kind: "fault", code });
  });

  test.each(["N/A", "-1", "2000", "null", "HTTP"])("counts without an http_code of %s", (code) => {
    const row = read(`2022-06-21T06:33:22Z,m,API,0,${code},N/A`);
    expect(row).toMatchObject({ kind: "row", state: "down", codeDropped: true });
  });

  test.each(["N/A", "", "-1", "null", "fast"])("counts whatever its latency is: %s", (latency) => {
    const row = read(`2022-06-21T06:33:22Z,m,API,0,0,${latency}`);
    expect(row).toMatchObject({ kind: "row", state: "down", codeDropped: false });
  });

  test("in a leap second is read as of the second before it", () => {
    expect(read("2016-12-31T23:59:60Z,m,API,1,200,1")).toMatchObject({ at: 1_483_228_799_000 });
  });

  test("may have its columns in another order, further ones, and no status and latency", () => {
    const other = columnsOf(["up", "note", " Service ", "MONITOR", "timestamp_iso"])!;
    expect(readRow(["1", "x", "API", "m", "2022-06-21T06:33:22Z"], other)).toMatchObject({
      service: "API",
      state: "up",
    });
    expect(columnsOf(["up", "service", "timestamp_iso"])).toBeNull();
  });

  test("says down only where no working server answered", () => {
    const states = [0, 404, 500, 503, 301, 200, 204, 403, 405, 429].map((code) => rowState(false, code));
    expect(states.slice(0, 5)).toEqual(Array(5).fill("down"));
    expect(states.slice(5, 7)).toEqual(Array(2).fill("contradicted"));
    expect(states.slice(7)).toEqual(Array(3).fill("refused"));
    expect(rowState(false, null)).toBe("down");
    expect([0, 200, 401, 403, 500, null].map((code) => rowState(true, code))).toEqual(Array(6).fill("up"));
  });
});

describe("durations", () => {
  test.each([
    ["30s", 30_000],
    ["5m", 300_000],
    ["48h", 172_800_000],
    ["2d", 172_800_000],
    ["250ms", 250],
    ["5", null],
    ["-5m", null],
    ["1.5h", null],
    ["5 m", null],
  ])("%s is %s milliseconds", (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
  });

  test("are written in the largest unit from hours down that fits", () => {
    expect([172_800_000, 300_000, 90_000, 1500].map(durationText)).toEqual(["48h", "5m", "90s", "1500ms"]);
  });
});
