import type { Reading } from "../reading/reading.ts";
import { windowIndexAt, windowIndexOfReading } from "../time/window-index.ts";
import { type Admission, admit } from "./open-window.ts";
import { type PartitionState, windowAt } from "./partition-state.ts";

/** A reading as it came: the message's offset and arrival. */
export interface ArrivedReading {
  readonly offset: number;
  readonly arrivalMs: number;
  readonly reading: Reading;
}

/**
 * Adds a reading to the window in which its interval ends; `late` when that window is closed, which is then counted in
 * the window in which the reading arrived. The partition's time must have moved to the arrival before.
 */
export function addReading(state: PartitionState, came: ArrivedReading): Admission | "late" {
  participate(state, came.arrivalMs);
  const index = windowIndexOfReading(came.reading.ts, came.reading.intervalMs, state.windowMs);
  if (state.oldestOpen !== null && index < state.oldestOpen) {
    windowAt(state, arrivalWindow(state, came.arrivalMs)).late += 1;
    return "late";
  }
  if (!state.started && state.next !== null && index < state.next) state.next = index;
  return admit(windowAt(state, index), came.offset, came.reading);
}

/** Makes the window of an arrival the partition's first, unless an earlier one is or frames were made already. */
export function participate(state: PartitionState, arrivalMs: number): void {
  if (state.started) return;
  const index = Math.max(windowIndexAt(arrivalMs, state.windowMs), state.oldestOpen ?? -Infinity);
  if (state.next === null || index < state.next) state.next = index;
}

/**
 * Counts a message that was refused before it came here, in the window in which it arrived; in the next frame where that
 * window is closed, or where `arrivalMs` is not believed and null. It does not make the partition take part.
 */
export function countRejected(state: PartitionState, arrivalMs: number | null): void {
  if (state.next === null) state.early += 1;
  else windowAt(state, arrivalMs === null ? state.next : arrivalWindow(state, arrivalMs)).rejected += 1;
}

/** The window of an arrival, not below that of the next frame. */
function arrivalWindow(state: PartitionState, arrivalMs: number): number {
  const index = windowIndexAt(arrivalMs, state.windowMs);
  return Math.max(index, state.next ?? index);
}
