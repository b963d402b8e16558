import { float32 } from "../../stats/table.ts";
import type { EntityColumns } from "../entity-table.ts";

/** Late readings are weighed in so many windows, the one at hand included (rule 44). A bit each fits a 32-bit number. */
export const recentWindows = 32;

/** Of an entity, by window: what late readings may correct. */
export const recentSpec = {
  /**
   * The heartbeat's e-value where telemetry was missed, 1 where it was not. 0 where nothing can be corrected: before the
   * entity was known, and where its evidence was forgotten since.
   */
  recentMiss: float32(0, recentWindows),
  /** Evidence of the window without reports, nats: what rule 16 adds up. */
  recentNats: float32(0, recentWindows),
} as const;

export const recentAt = (entity: number, window: number): number =>
  entity * recentWindows + (window % recentWindows);

/** Nothing of what was seen until now can be corrected any more. */
export function forgetRecent(columns: EntityColumns, entity: number): void {
  const from = entity * recentWindows;
  columns.recentMiss.fill(0, from, from + recentWindows);
  columns.recentNats.fill(0, from, from + recentWindows);
}

/** A bit for each of the last windows, at its place. */
const bitOf = (window: number): number => 1 << (window % recentWindows);

interface SeenBits {
  readonly seen: Int32Array;
}

interface AssumedBits {
  readonly assumed: Int32Array;
}

/** Nothing is seen yet in the window that begins, nor assumed: of no series, the bit of 32 windows before is taken. */
export function clearSeen({ seen, assumed }: SeenBits & AssumedBits, rows: number, window: number): void {
  const others = ~bitOf(window);
  for (let row = 0; row < rows; row += 1) {
    seen[row]! &= others;
    assumed[row]! &= others;
  }
}

export function markSeen({ seen }: SeenBits, row: number, window: number): void {
  seen[row]! |= bitOf(window);
}

/** Whether the series was observed in one of the last windows. */
export const wasSeen = ({ seen }: SeenBits, row: number, window: number): boolean =>
  (seen[row]! & bitOf(window)) !== 0;

/** Notes that a series was taken for 0 in the window because nothing came (rule 55). */
export function markAssumed({ assumed }: AssumedBits, row: number, window: number): void {
  assumed[row]! |= bitOf(window);
}

export const wasAssumed = ({ assumed }: AssumedBits, row: number, window: number): boolean =>
  (assumed[row]! & bitOf(window)) !== 0;

export function forgetAssumed({ assumed }: AssumedBits, row: number, window: number): void {
  assumed[row]! &= ~bitOf(window);
}
