import { stepToward } from "../../stats/exponential-mean.ts";
import { type Columns, float64, int32, type ReadonlyColumns, uint8 } from "../../stats/table.ts";

/** Of an entity, or of a source: when it was seen, and when its telemetry is due. Windows are start / windowMs. */
export const heartbeatSpec = {
  /** Last window with telemetry (user reports do not count), windows seen, and mean gap between them. */
  lastSeen: float64(-1),
  sightings: int32(),
  gapMean: float64(1),
  /** How often telemetry was due, and how often it did not come. */
  dueCount: float64(),
  missedCount: float64(),
  /** 1 when telemetry was due in this window, and 1 when it did not come. */
  due: uint8(),
  missing: uint8(),
} as const;

export type HeartbeatColumns = Columns<typeof heartbeatSpec>;
export type HeartbeatView = ReadonlyColumns<typeof heartbeatSpec>;

/** A service that failed silently misses this share of its telemetry. */
export const missesWhenSilent = 0.9;
/** Somebody is expected once it was seen this often, and until it has been away this long. */
const expectedAfterSightings = 60;
const forgottenAfterMs = 7 * 86_400_000;
const gapRate = 0.02;
/** Rarest miss that is believed, and how many due readings the prior of it is worth. */
const rarestMiss = 0.001;
const missPriorReadings = 1000;

/** Windows between two sightings, learned; at least 1 (rule 7). */
export const cadenceOf = (columns: Pick<HeartbeatView, "gapMean">, row: number): number =>
  Math.max(1, Math.round(columns.gapMean[row]!));

/** Whether it has been away for so long that it is taken to be gone for good. */
export const isForgotten = (
  columns: Pick<HeartbeatView, "lastSeen">,
  row: number,
  at: { readonly window: number; readonly windowMs: number },
): boolean => (at.window - columns.lastSeen[row]!) * at.windowMs > forgottenAfterMs;

/** Whether telemetry is expected at all. */
export function isExpected(
  columns: HeartbeatColumns,
  row: number,
  at: { readonly window: number; readonly windowMs: number },
): boolean {
  return sightingsLeft(columns, row) === 0 && !isForgotten(columns, row, at);
}

/** How often it must still be seen until it is expected. */
export const sightingsLeft = (columns: Pick<HeartbeatView, "sightings">, row: number): number =>
  Math.max(0, expectedAfterSightings - columns.sightings[row]!);

/** Marks whether telemetry was due in `window` and whether it is missing. */
export function markHeartbeat(
  columns: HeartbeatColumns,
  row: number,
  seen: boolean,
  at: { readonly window: number; readonly windowMs: number },
): void {
  const away = at.window - columns.lastSeen[row]!;
  const due = isExpected(columns, row, at) && (seen || away % cadenceOf(columns, row) === 0);
  columns.due[row] = due ? 1 : 0;
  columns.missing[row] = due && !seen ? 1 : 0;
}

/** Learned probability that telemetry that is due does not come; at least one in a thousand. */
export function missProbability(columns: HeartbeatColumns, row: number): number {
  const learned =
    (columns.missedCount[row]! + rarestMiss * missPriorReadings) /
    (columns.dueCount[row]! + missPriorReadings);
  return Math.max(rarestMiss, Math.min(0.5, learned));
}

/** Learns the sighting or the miss. `counting` is false while the entity is held or its source is at fault. */
export function learnHeartbeat(columns: HeartbeatColumns, row: number, counting: boolean): void {
  if (counting && columns.due[row] === 1) {
    columns.dueCount[row]! += 1;
    columns.missedCount[row]! += columns.missing[row]!;
  }
}

/** Remembers that telemetry came in `window`. */
export function sight(columns: HeartbeatColumns, row: number, window: number, declaredGap: number): void {
  const gap = window - columns.lastSeen[row]!;
  if (columns.sightings[row] === 0) columns.gapMean[row] = declaredGap;
  else
    columns.gapMean[row] = stepToward(
      columns.gapMean[row]!,
      Math.min(gap, 4 * columns.gapMean[row]!),
      gapRate,
    );
  columns.lastSeen[row] = window;
  columns.sightings[row]! += 1;
}
