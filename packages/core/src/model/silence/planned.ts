import { type At, cadenceOf, type HeartbeatColumns, isTurn } from "./heartbeat.ts";
import { noteHour } from "./usual-absence.ts";

interface Maintained {
  readonly maintained: ArrayLike<number>;
  readonly maintainedAt: ArrayLike<number>;
}

/**
 * Whether what comes of an entity or does not was planned (rule 53): it is worked on, or nothing came and it was worked on
 * since the turn before this one.
 */
export function isPlanned(
  columns: HeartbeatColumns & Maintained,
  entity: number,
  seen: boolean,
  window: number,
): boolean {
  if (columns.maintained[entity] === 1) return true;
  const at = columns.maintainedAt[entity]!;
  return !seen && at >= 0 && window - at < cadenceOf(columns, entity);
}

/**
 * A window of an entity, or of a source, that is worked on: neither presence nor absence says or teaches anything. A turn
 * that was missed counts as kept, so that a silence which goes on after the work begins with its end.
 */
export function stepPlanned(
  columns: HeartbeatColumns,
  row: number,
  { seen, hour }: { readonly seen: boolean; readonly hour: number },
  at: At,
): void {
  columns.due[row] = 0;
  columns.missing[row] = 0;
  columns.missedTurns[row] = 0;
  if (columns.sightings[row] === 0) return;
  noteHour(columns, row, hour, { turnsAway: 0, awaySince: hour, isTurn: false, isUnknown: true });
  if (isTurn(columns, row, seen, at.window)) columns.lastSeen[row] = at.window;
}
