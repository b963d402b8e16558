import type { AlertEvent } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { detailLimits, detailRecorder } from "../../src/record/incident-detail.ts";
import { alertOf } from "../support/alerts.ts";
import { frameOf } from "../support/frames.ts";

const units = ["a", "b"].map((unit) => ({ unit, logEvidence: 0, logEvidenceWithoutReports: 0 }));
const { before, after, afterEnd } = detailLimits;

/** Detail of a run of `windows` windows in which events come after the frames of the given windows. */
function detailAfter(windows: number, events: Readonly<Record<number, readonly AlertEvent[]>>) {
  const recorder = detailRecorder(60_000);
  for (let window = 0; window < windows; window++) {
    recorder.addFrame(frameOf(window, units, window));
    for (const event of events[window] ?? []) recorder.addAlert(event);
  }
  return recorder.finish();
}

const opened = alertOf({ incident: "i", service: "a" });
const resolved = alertOf({ incident: "i", service: "a", status: "resolved", revision: 2 });

test("a long incident keeps the windows round its opening and round its end, and nothing between", () => {
  const detail = detailAfter(2000, { 500: [opened], 1500: [resolved] }).get("i");
  const kept = detail?.segments.map(({ from, windows }) => [from / 60_000, from / 60_000 + windows - 1]);
  expect(kept).toEqual([
    [500 - before + 1, 500 + after],
    [1500 - before + 1, 1500 + afterEnd],
  ]);
});

test("a short incident keeps one stretch from before its opening to after its end", () => {
  const detail = detailAfter(2000, { 500: [opened], 510: [resolved] }).get("i");
  expect(detail?.segments.map(({ windows }) => windows)).toEqual([before + 10 + afterEnd]);
});

test("values are those of their windows, of the services of the incident alone", () => {
  const segment = detailAfter(700, { 500: [opened] }).get("i")!.segments[0]!;
  const series = [...segment.series.values()];
  expect(series.map(({ unit }) => unit)).toEqual(["a"]);
  expect([...series[0]!.observed]).toEqual(
    Array.from({ length: segment.windows }, (_, at) => segment.from / 60_000 + at),
  );
});

test("an incident that is still open at the end of the recording keeps the last windows", () => {
  const detail = detailAfter(1000, { 500: [opened] }).get("i");
  expect(detail?.segments.at(-1)?.from).toBe((1000 - before) * 60_000);
});

test("the strip of an incident covers it whole in a bounded number of bins", () => {
  const { bins } = detailAfter(5000, { 500: [opened], 4500: [resolved] }).get("i")!.strip;
  expect(bins.bins).toBeLessThanOrEqual(detailLimits.stripBins);
  expect(bins.from).toBe((500 - before + 1) * 60_000);
  expect(bins.from! + bins.bins * bins.binMs).toBeGreaterThan(4500 * 60_000);
});

test("detail is kept of the first incidents only, and of simultaneous ones also when isolated ones fill their places", () => {
  const isolated = Array.from({ length: 100 }, (_, index) =>
    alertOf({ incident: `i${index}`, service: "a" }),
  );
  const together = alertOf({ incident: "together", service: "a", scope: "simultaneous" });
  const details = detailAfter(200, { 100: [...isolated, together] });
  expect(details.size).toBe(detailLimits.incidents + 1);
  expect(details.has("together")).toBe(true);
});

test("a retracted incident gives its place back", () => {
  const events = Array.from({ length: 100 }, (_, index) => [
    alertOf({ incident: `r${index}`, service: "a" }),
    alertOf({ incident: `r${index}`, service: "a", status: "retracted", revision: 2 }),
  ]).flat();
  const details = detailAfter(200, { 100: [...events, opened] });
  expect([...details.keys()]).toEqual(["i"]);
});

test("a window in which nobody could be judged tells of no new level, but is noted as a reason", () => {
  const recorder = detailRecorder(60_000);
  for (let window = 0; window < 200; window++) {
    const frame = frameOf(window, units);
    const isBlind = window === 120;
    recorder.addFrame({
      ...frame,
      units: { ...frame.units, learning: [!isBlind, true], held: [isBlind ? "blind" : null, null] },
    });
    if (window === 103) recorder.addAlert(opened);
  }
  const detail = recorder.finish().get("i")!;
  expect([...detail.learnedSince]).toEqual([]);
  expect([...detail.heldFor]).toEqual([["blind", ["a"]]]);
});

test("a service that is learned again while its incident is open is noted, with the time", () => {
  const recorder = detailRecorder(60_000);
  for (let window = 0; window < 600; window++) {
    const frame = frameOf(window, units);
    const learning = window < 100 || window >= 460;
    recorder.addFrame({ ...frame, units: { ...frame.units, learning: [learning, true] } });
    if (window === 103) recorder.addAlert(opened);
  }
  expect([...recorder.finish().get("i")!.learnedSince]).toEqual([["a", 460 * 60_000]]);
});
