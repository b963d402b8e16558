import type { ClosedBy, Frame } from "./frame.ts";
import { framesOf } from "./frames-of.ts";
import { seriesKey } from "../reading/identity.ts";
import type { Reading } from "../reading/reading.ts";
import { type OpenWindow, openWindow } from "./open-window.ts";
import type { PartitionState } from "./partition-state.ts";
import { forgetUnseen, markSeen, noRow, type SeenReadings } from "./seen-readings.ts";

/** How far a partition's time has moved, and what moved it. */
export interface Advance {
  /** The oldest window that stays open. */
  readonly oldestOpen: number;
  readonly closedBy: ClosedBy;
  /** Null when a clock passed every window's end exactly: then a frame's watermark is its window's end. */
  readonly watermarkMs: number | null;
}

/** Closes every window below `advance.oldestOpen` and adds their frames to `out`, oldest first. Never moves back. */
export function closeWindows(state: PartitionState, advance: Advance, out: Frame[]): void {
  const before = state.oldestOpen;
  if (before !== null && advance.oldestOpen <= before) return;
  state.oldestOpen = advance.oldestOpen;
  state.movedBy = advance.closedBy;
  if (state.next === null) return;
  while (state.next < advance.oldestOpen) {
    closeNext(state, state.next, advance, out);
    state.next += 1;
  }
  if (state.seen !== null) forgetAtTimes(state.seen, before, advance.oldestOpen);
}

/** Once in as many windows as are covered, so that no window pays for it. By window numbers, so that no cut changes it. */
function forgetAtTimes(seen: SeenReadings, before: number | null, oldestOpen: number): void {
  const turn = (window: number): number => Math.floor(window / seen.windows);
  if (before !== null && turn(before) < turn(oldestOpen)) forgetUnseen(seen, oldestOpen);
}

function closeNext(state: PartitionState, index: number, advance: Advance, out: Frame[]): void {
  const window = state.open.get(index) ?? openWindow(index, state.windowMs);
  state.open.delete(index);
  if (state.seen !== null) markWindow(state.seen, window);
  window.rejected += state.early;
  state.early = 0;
  state.started = true;
  const watermark = advance.watermarkMs ?? window.windowStart + window.windowMs;
  for (const frame of framesOf(state, window, { watermark, closedBy: advance.closedBy })) out.push(frame);
}

/** The identities stand in the order of the readings; one that covers exactly the window is its series already. */
function markWindow(
  seen: SeenReadings,
  { index, identities, readings, windowStart, windowMs }: OpenWindow,
): void {
  let row = 0;
  let before = noRow;
  for (const identity of identities) {
    const reading = readings[row] as Reading;
    const isExact = reading.intervalMs === windowMs && reading.ts === windowStart;
    before = markSeen(seen, isExact ? identity : seriesKey(reading, windowMs), index, before);
    row += 1;
  }
}
