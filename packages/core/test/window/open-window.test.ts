import { expect, test } from "vitest";
import type { Reading } from "../../src/reading/reading.ts";
import { readingOf } from "../../src/reading/reading-of.ts";
import { openWindow, openWindowSnapshot } from "../../src/window/open-window.ts";

test("readings of a snapshot from before a field was added have null there, as if it had not been sent", () => {
  const reading = readingOf({ stream: "report-volume", service: "a", ts: 0, intervalMs: 60_000, reports: 3 });
  const { category: _category, ...older } = reading;
  const losers = [{ row: 0, reading: older as Reading }];
  const snapshot = {
    index: 0,
    readings: [older as Reading],
    offsets: [7],
    losers,
    revised: null,
    repeated: 0,
    late: 0,
    rejected: 0,
  };
  const resumed = openWindowSnapshot(openWindow(0, 60_000, snapshot));
  expect(resumed).toStrictEqual({ ...snapshot, readings: [reading], losers: [{ row: 0, reading }] });
});
