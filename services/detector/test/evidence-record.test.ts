import { EvidenceFrame as EvidenceSchema } from "@tocsin/contracts";
import type { EvidenceFrame } from "@tocsin/core";
import { expect, test } from "vitest";
import { evidenceRecord } from "../src/evidence-record.ts";

const states = ["normal", "abnormal", "silent", "not-due"] as const;
const rows = Array.from({ length: 400 }, (_, row) => row);
const nothing = rows.map(() => null);
const frame: EvidenceFrame = {
  v: 1,
  windowStart: 0,
  windowMs: 60_000,
  series: {
    unit: rows.map((row) => `service ${row}`),
    signal: rows.map(() => "errors"),
    source: nothing,
    state: rows.map((row) => states[row % (row < 8 ? 4 : 1)]!),
    observed: nothing,
    exposure: nothing,
    expected: nothing,
    lower: nothing,
    upper: nothing,
    evidenceNats: nothing,
  },
  units: {
    unit: rows.map((row) => `service ${row}`),
    logEvidence: rows.map(() => 0),
    logEvidenceWithoutReports: rows.map(() => 0),
    learning: rows.map(() => true),
    held: rows.map(() => null),
  },
  groups: { component: [], logEvidence: [], fewest: [] },
  logEvidence: 0,
  withoutReports: 0,
  threshold: 12,
  commonFactor: {},
  completeness: 1,
};
const whole = JSON.stringify(frame).length;
const shown = (maxBytes: number) => {
  const { value } = evidenceRecord(frame, maxBytes);
  expect((value as string).length).toBeLessThanOrEqual(maxBytes);
  return EvidenceSchema.parse(JSON.parse(value as string));
};

test("a frame that fits in a message is sent as it is", () => {
  expect(evidenceRecord(frame, whole).value).toBe(JSON.stringify(frame));
});

test("one that does not goes without the series that say nothing, then without all, and says how many are missing", () => {
  const some = shown(whole - 1);
  expect(some.series.state).toEqual(["abnormal", "silent", "abnormal", "silent"]);
  expect(some.series.unit).toEqual(["service 1", "service 2", "service 5", "service 6"]);
  expect(some.omitted).toEqual({ series: 396, units: 0 });
  expect(some.units.unit).toHaveLength(400);
  expect(shown(1000)).toMatchObject({
    series: { unit: [] },
    units: { unit: [] },
    omitted: { series: 400, units: 400 },
  });
});
