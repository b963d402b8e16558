import { oldestOpenWindow, watermarkAt } from "../time/watermark.ts";
import { closeWindows } from "./close-windows.ts";
import type { ClosedBy, Frame } from "./frame.ts";
import { type ClockConfig, partitionClock, type TimedMessage } from "./partition-clock.ts";
import type { PartitionConfig, PartitionState } from "./partition-state.ts";
import { seenReadings } from "./seen-readings.ts";

const noFrames: readonly Frame[] = [];

/** What a message closes windows as. */
export function closerOf({ reading }: TimedMessage): ClosedBy {
  return reading === null ? "tick" : "message";
}

/** Closes what the partition's clock has passed. */
export function closeByClock(
  partition: PartitionState,
  closedBy: ClosedBy,
  config: ClockConfig,
): readonly Frame[] {
  const { timeMs } = partition.clock;
  if (timeMs === null) return noFrames;
  const watermarkMs = watermarkAt(timeMs, config);
  const oldestOpen = oldestOpenWindow(watermarkMs, partition.windowMs);
  if (partition.oldestOpen !== null && oldestOpen <= partition.oldestOpen) return noFrames;
  const frames: Frame[] = [];
  closeWindows(partition, { oldestOpen, closedBy, watermarkMs }, frames);
  return frames;
}

/** As if the partition had never been, but that its next frame counts the readings that are lost with this. */
export function resetPartition(partition: PartitionState, config: PartitionConfig): void {
  for (const window of partition.open.values()) {
    partition.early += window.readings.length + (window.revised?.readings.length ?? 0) + window.rejected;
  }
  partition.open.clear();
  const { waiting } = partition.clock;
  partition.clock = partitionClock(config);
  partition.clock.waiting = waiting;
  partition.seen = seenReadings(config);
  const never = { oldestOpen: null, movedBy: null, next: null, started: false };
  Object.assign(partition, never satisfies Partial<PartitionState>);
}

/** Accepted readings of windows that are open still. */
export function openReadings(partition: PartitionState): number {
  let readings = 0;
  for (const window of partition.open.values()) readings += window.readings.length;
  return readings;
}
