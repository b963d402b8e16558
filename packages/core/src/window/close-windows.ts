import type { ClosedBy, Frame } from "./frame.ts";
import { framesOf } from "./frames-of.ts";
import { openWindow } from "./open-window.ts";
import type { PartitionState } from "./partition-state.ts";

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
  if (state.oldestOpen !== null && advance.oldestOpen <= state.oldestOpen) return;
  state.oldestOpen = advance.oldestOpen;
  state.movedBy = advance.closedBy;
  if (state.next === null) return;
  while (state.next < advance.oldestOpen) {
    closeNext(state, state.next, advance, out);
    state.next += 1;
  }
}

function closeNext(state: PartitionState, index: number, advance: Advance, out: Frame[]): void {
  const window = state.open.get(index) ?? openWindow(index, state.windowMs);
  state.open.delete(index);
  window.rejected += state.early;
  state.early = 0;
  state.started = true;
  const watermark = advance.watermarkMs ?? window.windowStart + window.windowMs;
  for (const frame of framesOf(state, window, { watermark, closedBy: advance.closedBy })) out.push(frame);
}
