import { expect, test } from "vitest";
import { comparisonDocument, type PairDrawing, pairRecorder } from "../../src/index.ts";
import { alertOf } from "../support/alerts.ts";
import { frameOf } from "../support/frames.ts";

const window = Date.parse("2021-10-04T15:40:00Z") / 60_000;

/** What a comparison draws of so many services that all show something. */
function drawingOf(services: number): PairDrawing {
  const recorder = pairRecorder({ topology: null, windowMs: 60_000, span: null });
  const units = Array.from({ length: services }, (_, at) => ({
    unit: `svc-${at}`,
    logEvidence: 9,
    logEvidenceWithoutReports: 9,
  }));
  recorder.addEvidence(frameOf(window, units));
  recorder.addAlert(
    alertOf(
      { incident: "i", service: "svc-0" },
      { title: "svc-0 failed for 5 h 2 min", summary: "Up to 0.9 % of requests failed." },
    ),
  );
  return recorder.finish();
}

const pageOf = (drawing: PairDrawing): string =>
  comparisonDocument({
    detectorVersion: "0.3.0",
    configurations: ["now"],
    cases: [
      {
        name: "day",
        title: null,
        labels: null,
        pairs: [{ configuration: "now", right: true, wrong: [], facts: [], drawing }],
      },
    ],
  });

test("says how many rows a picture has no room for, and nothing where it has", () => {
  expect(pageOf(drawingOf(60))).toContain("12 more services and operations are not drawn here");
  expect(pageOf(drawingOf(48))).not.toContain("not drawn here");
});

test("no line of its prose ends between a number and its unit", () => {
  const page = pageOf(drawingOf(1));
  expect(page).toContain("svc-0 failed for 5\u00a0h\u00a02\u00a0min");
  expect(page).toContain("Up to 0.9\u00a0% of requests failed.");
});
