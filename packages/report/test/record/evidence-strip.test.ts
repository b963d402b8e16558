import { expect, test } from "vitest";
import { decodeNats } from "../../src/client/evidence-code.js";
import { evidenceStrip } from "../../src/record/evidence-strip.ts";
import { frameOf } from "../support/frames.ts";

test("evidence of telemetry and of reports alone stand in lanes of their own", () => {
  const strip = evidenceStrip(60_000, 8);
  strip.add(
    frameOf(0, [
      { unit: "fails", logEvidence: 60, logEvidenceWithoutReports: 50 },
      { unit: "blamed", logEvidence: 20, logEvidenceWithoutReports: 0.5 },
      { unit: "fine", logEvidence: 0.2, logEvidenceWithoutReports: 0.1 },
    ]),
  );
  const read = (unit: string) => {
    const lanes = strip.lanesOf(unit);
    return [lanes.telemetry, lanes.reportsOnly].map((lane) => decodeNats(strip.bins.code(lane, 0)));
  };
  expect(read("fails")).toEqual([expect.closeTo(50, -1), null]);
  expect(read("blamed")).toEqual([expect.closeTo(0.5, 1), expect.closeTo(20, 0)]);
  expect(read("fine")[1]).toBeNull();
});

test("what is worked on stands in a lane of its own, whatever the evidence says", () => {
  const strip = evidenceStrip(60_000, 8);
  const units = [{ unit: "chat", logEvidence: 40, logEvidenceWithoutReports: 40 }];
  strip.add({ ...frameOf(0, units), maintenance: ["chat", "mail"] });
  strip.add(frameOf(1, units));
  const planned = (unit: string) =>
    [0, 1].map((bin) => strip.bins.code(strip.lanesOf(unit).planned, bin) > 0);
  expect([planned("chat"), planned("mail")]).toEqual([
    [true, false],
    [true, false],
  ]);
  expect(decodeNats(strip.bins.code(strip.lanesOf("chat").telemetry, 0))).toBeCloseTo(40, -1);
});

test("a service that comes late keeps its own lane from then on", () => {
  const strip = evidenceStrip(60_000, 8);
  strip.add(frameOf(0, [{ unit: "old", logEvidence: 5, logEvidenceWithoutReports: 5 }]));
  strip.add(
    frameOf(1, [
      { unit: "new", logEvidence: 9, logEvidenceWithoutReports: 9 },
      { unit: "old", logEvidence: 5, logEvidenceWithoutReports: 5 },
    ]),
  );
  const lane = strip.lanesOf("new").telemetry;
  expect(strip.units).toEqual(["old", "new"]);
  expect(strip.bins.code(lane, 0)).toBe(0);
  expect(decodeNats(strip.bins.code(lane, 1))).toBeCloseTo(9, 0);
});
