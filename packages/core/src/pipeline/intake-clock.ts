import { oldestOpenWindow, watermarkAt } from "../time/watermark.ts";
import {
  type Advance,
  advanceByMessage,
  type ClosedBy,
  closeWindows,
  type Frame,
  participate,
  type Partition,
  resetPartition,
} from "../window/index.ts";
import { inWindowOrder } from "./frame-order.ts";
import { maxJumpMs } from "./intake-config.ts";
import { clockWindow, type IntakeState } from "./intake-state.ts";

const noFrames: readonly Frame[] = [];

export function isJumpTo({ newestArrivalMs }: IntakeState, timeMs: number): boolean {
  return newestArrivalMs !== null && timeMs > newestArrivalMs + maxJumpMs;
}

/** The partition and the shared clock begin anew: what stood before was of a clock that was never set. */
export function beginAgain(state: IntakeState, partition: Partition): void {
  resetPartition(partition);
  state.newestArrivalMs = null;
  state.clockOldestOpen = null;
}

/** Moves a partition, and behind it all others, to the time of a message; gives the frames of what closes. */
export function moveTime(
  state: IntakeState,
  partition: Partition,
  message: { readonly timeMs: number; readonly closedBy: ClosedBy },
): readonly Frame[] {
  const { timeMs } = message;
  const own = advanceByMessage(partition, message, state.config);
  if (!isNewer(timeMs, state.newestArrivalMs)) return own;
  state.newestArrivalMs = timeMs;
  const clock = clockWindow(state.config, timeMs);
  if (state.clockOldestOpen !== null && clock <= state.clockOldestOpen) return own;
  state.clockOldestOpen = clock;
  const others = closeAll(state, { oldestOpen: clock, closedBy: "clock", watermarkMs: null });
  if (others.length === 0) return own;
  return inWindowOrder([...own, ...others]);
}

function isNewer(timeMs: number, newestMs: number | null): boolean {
  return newestMs === null || timeMs > newestMs;
}

/**
 * Moves one partition by a clock from outside: everything that arrived before `timeMs` is known to be there. A partition
 * without a message takes part from then on, and one whose time jumps by more than `maxJumpMs` begins anew: one message of
 * a clock that was never set would ask for frames of millions of windows.
 */
export function moveByClock(state: IntakeState, partition: Partition, timeMs: number): readonly Frame[] {
  if (isJumpTo(state, timeMs)) beginAgain(state, partition);
  participate(partition, timeMs);
  if (isNewer(timeMs, state.newestArrivalMs)) state.newestArrivalMs = timeMs;
  const oldestOpen = oldestOpenWindow(watermarkAt(timeMs, state.config), partition.windowMs);
  const frames: Frame[] = [];
  closeWindows(partition, { oldestOpen, closedBy: "clock", watermarkMs: null }, frames);
  return frames;
}

/** Moves every partition to the newest watermark of any, then to the newest arrival. */
export function closeAtEnd(state: IntakeState): readonly Frame[] {
  const { newestArrivalMs, config } = state;
  if (newestArrivalMs === null) return noFrames;
  const reached = oldestOpenWindow(watermarkAt(newestArrivalMs, config), config.windowMs);
  const arrived = oldestOpenWindow(newestArrivalMs, config.windowMs);
  const byClock = closeAll(state, { oldestOpen: reached, closedBy: "clock", watermarkMs: null });
  const byEnd = closeAll(state, { oldestOpen: arrived, closedBy: "end", watermarkMs: null });
  return inWindowOrder([...byClock, ...byEnd]);
}

function closeAll(state: IntakeState, advance: Advance): Frame[] {
  const frames: Frame[] = [];
  for (const partition of state.partitions) closeWindows(partition, advance, frames);
  return frames;
}
