import { oldestOpenWindow, watermarkAt } from "../time/watermark.ts";
import type { WatermarkConfig } from "../time/watermark.ts";
import { closeWindows } from "./close-windows.ts";
import type { ClosedBy, Frame } from "./frame.ts";
import type { PartitionState } from "./partition-state.ts";

const noFrames: readonly Frame[] = [];

/** Moves a partition to the time of one of its own messages, epoch milliseconds; gives the frames of what closes. */
export function advanceByMessage(
  partition: PartitionState,
  message: { readonly timeMs: number; readonly closedBy: ClosedBy },
  config: WatermarkConfig,
): readonly Frame[] {
  const { timeMs, closedBy } = message;
  if (partition.newestArrivalMs !== null && timeMs <= partition.newestArrivalMs) return noFrames;
  partition.newestArrivalMs = timeMs;
  const watermarkMs = watermarkAt(timeMs, config);
  const oldestOpen = oldestOpenWindow(watermarkMs, partition.windowMs);
  if (partition.oldestOpen !== null && oldestOpen <= partition.oldestOpen) return noFrames;
  const frames: Frame[] = [];
  closeWindows(partition, { oldestOpen, closedBy, watermarkMs }, frames);
  return frames;
}

/** As if the partition had never been, but that its next frame counts the readings that are lost with this. */
export function resetPartition(partition: PartitionState): void {
  for (const window of partition.open.values()) {
    partition.early += window.readings.length + window.rejected;
  }
  partition.open.clear();
  const never = { newestArrivalMs: null, oldestOpen: null, movedBy: null, next: null, started: false };
  Object.assign(partition, never satisfies Partial<PartitionState>);
}

/** Accepted readings of windows that are open still. */
export function openReadings(partition: PartitionState): number {
  let readings = 0;
  for (const window of partition.open.values()) readings += window.readings.length;
  return readings;
}
