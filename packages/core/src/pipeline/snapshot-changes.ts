import type { DetectionSnapshot } from "./detection.ts";

/**
 * The same memory under another configuration: for a topology or a budget that was changed between two windows. What
 * was learned of the series, and the open incidents, stay. The window length must be the same: series count in windows.
 */
export function adoptedSnapshot(snapshot: DetectionSnapshot, configHash: string): DetectionSnapshot {
  return { ...snapshot, world: { ...snapshot.world, configHash } };
}

/**
 * What was learned, ready for frames of other partitions: no frame is waited for or held, and nobody is told that
 * incidents go on or end that nobody was told of.
 */
export function learnedSnapshot(snapshot: DetectionSnapshot): DetectionSnapshot {
  const queue = { known: [], pending: [], next: null, started: false, newest: null };
  const { isolatedCount } = snapshot.world.board;
  const board = { open: [], blindWindows: 0, isolatedCount };
  return { join: { ...snapshot.join, queue }, world: { ...snapshot.world, board, signals: [] } };
}
