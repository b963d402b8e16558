import { windowIndexOfReading } from "../time/window-index.ts";
import { type Frame, lateReadingsOf } from "../window/index.ts";
import type { Reading } from "../reading/reading.ts";
import { type Accumulators, addUp, forgetUnlisted } from "./accumulators.ts";
import { distinctReadings } from "./distinct-readings.ts";
import { emitObservations } from "./observations.ts";
import type { LateWindow, Observation } from "./world-window.ts";

/**
 * What the frames of a window bring of windows before it, earliest first. Readings of a series that was never seen in
 * time are left out: there is nothing to hold them against.
 */
export function lateWindowsOf(
  accumulators: Accumulators,
  frames: readonly Frame[],
  windowMs: number,
): readonly LateWindow[] {
  if (frames.every(({ lateColumns }) => lateColumns === undefined)) return [];
  const { readings } = distinctReadings(frames, lateReadingsOf);
  const late: LateWindow[] = [];
  for (const [window, ofWindow] of byWindow(readings, windowMs)) {
    const observations = observationsOf(accumulators, window, { readings: ofWindow, windowMs });
    if (observations.length > 0) late.push({ windowStart: window * windowMs, observations });
  }
  return late;
}

function byWindow(
  readings: readonly Reading[],
  windowMs: number,
): readonly (readonly [window: number, readings: readonly Reading[]])[] {
  const found = new Map<number, Reading[]>();
  for (const reading of readings) {
    const window = windowIndexOfReading(reading.ts, reading.intervalMs, windowMs);
    const ofWindow = found.get(window);
    if (ofWindow === undefined) found.set(window, [reading]);
    else ofWindow.push(reading);
  }
  return [...found].sort(([one], [other]) => one - other);
}

function observationsOf(
  accumulators: Accumulators,
  window: number,
  { readings, windowMs }: { readonly readings: readonly Reading[]; readonly windowMs: number },
): readonly Observation[] {
  const observations: Observation[] = [];
  const filled = addUp(accumulators, window, readings);
  for (const accumulator of filled) {
    emitObservations(accumulator, windowMs, (_, slot, observation) => {
      if (accumulator.series[slot]! >= 0) observations.push(observation);
    });
    // Another frame may bring more of the same window: it begins anew.
    accumulator.window = Number.NEGATIVE_INFINITY;
  }
  forgetUnlisted(accumulators, filled);
  return observations.sort((one, other) => one.series - other.series);
}
