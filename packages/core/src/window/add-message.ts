import { seriesKey } from "../reading/identity.ts";
import type { Reading } from "../reading/reading.ts";
import { windowIndexAt, windowIndexOfReading } from "../time/window-index.ts";
import { type Admission, admit, type OpenWindow } from "./open-window.ts";
import { type PartitionState, windowAt } from "./partition-state.ts";
import { isSeen, markSeen, noRow } from "./seen-readings.ts";

/** A reading as it came: the message's offset and arrival. */
export interface ArrivedReading {
  readonly offset: number;
  readonly arrivalMs: number;
  readonly reading: Reading;
}

/**
 * What comes of a reading whose window is closed: it fills a gap, or one of its series was there already, or it comes too
 * late for that to be known.
 */
type LateAdmission = "revised" | "repeated" | "late";
export type AnyAdmission = Admission | LateAdmission;

/** More late readings that arrive in one window fill no gaps. */
const maxRevised = 50_000;

/**
 * Adds a reading to the window in which its interval ends. One whose window is closed is counted in the window in which
 * it arrived, and stands in its frame where it fills a gap. The partition's time must have moved to the arrival before.
 */
export function addReading(state: PartitionState, came: ArrivedReading): AnyAdmission {
  participate(state, came.arrivalMs);
  const index = windowIndexOfReading(came.reading.ts, came.reading.intervalMs, state.windowMs);
  if (state.oldestOpen !== null && index < state.oldestOpen) {
    return addLate(state, came, index);
  }
  if (!state.started && state.next !== null && index < state.next) state.next = index;
  return admit(windowAt(state, index), came.offset, came.reading);
}

function addLate(state: PartitionState, came: ArrivedReading, index: number): LateAdmission {
  const arrived = windowAt(state, arrivalWindow(state, came.arrivalMs));
  const admission = lateAdmission(state, arrived, { reading: came.reading, index });
  if (admission === "repeated") {
    arrived.repeated += 1;
    return admission;
  }
  arrived.late += 1;
  if (admission === "late") return admission;
  arrived.revised ??= { readings: [], offsets: [] };
  arrived.revised.readings.push(came.reading);
  arrived.revised.offsets.push(came.offset);
  return admission;
}

/** Marks a reading that fills a gap, so that a second one does not. */
function lateAdmission(
  { seen, oldestOpen, windowMs }: PartitionState,
  arrived: OpenWindow,
  { reading, index }: { readonly reading: Reading; readonly index: number },
): LateAdmission {
  if (seen === null || index < (oldestOpen as number) - seen.windows) return "late";
  const series = seriesKey(reading, windowMs);
  if (isSeen(seen, series, index)) return "repeated";
  if (seen.unknownThrough !== null && index <= seen.unknownThrough) return "late";
  if ((arrived.revised?.readings.length ?? 0) >= maxRevised) return "late";
  return markSeen(seen, series, index) === noRow ? "late" : "revised";
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
