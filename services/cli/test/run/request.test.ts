import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../../src/arguments/parse.ts";
import { runCommand } from "../../src/commands/run.ts";
import { ProcessFault } from "../../src/exit-codes.ts";
import { runRequestOf } from "../../src/run/request.ts";

const requestOf = (...argv: readonly string[]) => runRequestOf(parseCommandLine(argv, runCommand));

test("without options all workers run, cold, with the defaults", () => {
  expect(requestOf()).toEqual({
    configFile: null,
    topologyFile: null,
    workers: ["intake", "detector", "recorder", "notifier"],
    warmFrom: null,
    printConfig: false,
  });
});

describe("--worker", () => {
  test("names one or several, in any order", () => {
    expect(requestOf("--worker", "detector").workers).toEqual(["detector"]);
    expect(requestOf("--worker", "recorder, intake").workers).toEqual(["intake", "recorder"]);
  });

  test("suggests what was probably meant", () => {
    expect(() => requestOf("--worker", "detectr")).toThrow(ProcessFault);
    expect(() => requestOf("--worker", "detectr")).toThrow(/no worker detectr/);
  });
});

describe("--warm-from", () => {
  test("takes a time with its offset", () => {
    expect(requestOf("--warm-from", "2026-11-01T01:00:00+01:00").warmFrom).toEqual({
      kind: "time",
      sinceMs: Date.parse("2026-11-01T00:00:00Z"),
    });
  });

  test("takes everything else for a recording", () => {
    expect(requestOf("--warm-from", "./2026-11-01T00.jsonl").warmFrom).toEqual({
      kind: "recording",
      file: "./2026-11-01T00.jsonl",
    });
  });

  test.each(["2026-11-01T00:00:00", "2026-11-01", "2026-11-01 00:00:00Z"])(
    "refuses a time without offset, or half written, and takes it for no file: %s",
    (text) => {
      expect(() => requestOf("--warm-from", text)).toThrow(/offset/);
    },
  );
});
