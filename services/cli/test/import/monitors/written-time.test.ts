import { expect, test } from "vitest";
import { writtenTimeMs } from "../../../src/import/monitors/written-time.ts";

const at = Date.UTC(2026, 10, 2, 14, 31, 0);

test.each([
  ["2026-11-02 14:31:00", at],
  ["2026-11-02 14:31:00.250", at + 250],
  ["2026-11-02T14:31:00.123456789Z", at + 123],
  ["2026-11-02 15:31:00 +0100 CET m=+0.004", at],
  ["2026-11-02 14:31:00.5 +0000 UTC", at + 500],
  ["2026-11-02 11:01:00 -0330 -0330", at],
  ["2026-11-02T15:31:00+01:00", at],
  ["2026-13-02 14:31:00", null],
  ["14:31:00", null],
  ["1762093860", null],
  ["1969-12-31 23:59:59", null],
])("%s is read as what it is", (text, expected) => {
  expect(writtenTimeMs(text)).toBe(expected);
});
