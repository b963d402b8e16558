import { signals } from "../join/world-window.ts";
import type { UnitColumns } from "./unit-table.ts";

/** Above this much evidence nothing of a unit is learned, nats. */
const holdsAbove = 6;
const largestIncrement = 20;
const largestTotal = 60;
/** A level that has lasted this long is the new normal. */
const releaseAfterMs = 6 * 3_600_000;
/** How long the level before the incident is remembered after a release. */
export const referenceKeptMs = 24 * 3_600_000;

/** One step of a CUSUM of evidence, nats: never below 0, so that it starts anew whenever nothing speaks for a failure. */
export const nextCusum = (total: number, evidenceNats: number): number =>
  Math.min(largestTotal, Math.max(0, total + Math.min(evidenceNats, largestIncrement)));

/** What opens and closes the gate of a unit in a window, nats. */
export interface GateEvidence {
  /** What the window adds, all signals together. */
  readonly added: number;
  /** What one signal has shown by itself of late, where that counts; otherwise 0. */
  readonly shown: number;
}

/**
 * Adds a window's evidence to the unit's CUSUM and opens or closes the gate. Page 1954, doi:10.1093/biomet/41.1-2.100.
 */
export function stepGate(columns: UnitColumns, unit: number, window: number, evidence: GateEvidence): void {
  columns.cusum[unit] = nextCusum(columns.cusum[unit]!, evidence.added);
  if (Math.max(columns.cusum[unit], evidence.shown) <= holdsAbove) {
    columns.heldSince[unit] = -1;
  } else if (columns.heldSince[unit]! < 0) {
    columns.heldSince[unit] = window;
    columns.episodes[unit]! += 1;
  }
}

export const isHeld = (columns: UnitColumns, unit: number): boolean => columns.heldSince[unit]! >= 0;

/** Whether the unit has been held for so long that its new level must be learned. */
export const isReleaseDue = (columns: UnitColumns, unit: number, window: number, windowMs: number): boolean =>
  isHeld(columns, unit) && (window - columns.heldSince[unit]!) * windowMs >= releaseAfterMs;

/** Opens the gate and forgets what had added up. */
export function release(columns: UnitColumns, unit: number): void {
  columns.cusum[unit] = 0;
  columns.signalCusum.fill(0, unit * signals.length, (unit + 1) * signals.length);
  columns.heldSince[unit] = -1;
}
