import { signals } from "../../world/world-window.ts";
import type { EntityColumns } from "../entity-table.ts";

/** Above this much evidence nothing of an entity is learned, nats (rule 16). */
const holdsAbove = 6;
/** The same just after work on it (rule 53): what came out of the work broken must not be learned before it has shown. */
const holdsAfterWork = 3;
const largestIncrement = 20;
const largestTotal = 60;
/** A level that has lasted this long is the new normal (rule 17). */
export const releaseAfterMs = 6 * 3_600_000;
/** How long the level before the incident is remembered after a release. */
export const referenceKeptMs = 24 * 3_600_000;

/** One step of a CUSUM of evidence, nats: never below 0, so that it starts anew whenever nothing speaks for a failure. */
export const nextCusum = (total: number, evidenceNats: number): number =>
  Math.min(largestTotal, Math.max(0, total + Math.min(evidenceNats, largestIncrement)));

/** What opens and closes the gate of an entity in a window, nats. */
export interface GateEvidence {
  /** What the window adds, all signals together. */
  readonly added: number;
  /** What one signal has shown by itself of late, where that counts; otherwise 0. */
  readonly shown: number;
  /** Whether work on it has just ended. */
  readonly isOnTrial?: boolean;
}

/**
 * Adds a window's evidence to the entity's CUSUM and opens or closes the gate (rule 16). Page 1954,
 * doi:10.1093/biomet/41.1-2.100.
 */
export function stepGate(
  columns: EntityColumns,
  entity: number,
  window: number,
  evidence: GateEvidence,
): void {
  columns.cusum[entity] = nextCusum(columns.cusum[entity]!, evidence.added);
  const above = evidence.isOnTrial === true ? holdsAfterWork : holdsAbove;
  if (Math.max(columns.cusum[entity], evidence.shown) <= above) {
    columns.heldSince[entity] = -1;
  } else if (columns.heldSince[entity]! < 0) {
    columns.heldSince[entity] = window;
  }
}

export const isHeld = (columns: { readonly heldSince: ArrayLike<number> }, entity: number): boolean =>
  columns.heldSince[entity]! >= 0;

/** Whether the entity has been held for so long that its new level must be learned. */
export const isReleaseDue = (
  columns: EntityColumns,
  entity: number,
  window: number,
  windowMs: number,
): boolean => isHeld(columns, entity) && (window - columns.heldSince[entity]!) * windowMs >= releaseAfterMs;

/** Opens the gate and forgets what had added up. */
export function release(columns: EntityColumns, entity: number): void {
  columns.cusum[entity] = 0;
  columns.signalCusum.fill(0, entity * signals.length, (entity + 1) * signals.length);
  columns.heldSince[entity] = -1;
}
