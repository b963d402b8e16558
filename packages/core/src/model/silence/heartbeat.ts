import { stepToward } from "../../stats/exponential-mean.ts";
import { type Columns, float64, int32, type ReadonlyColumns, uint8 } from "../../stats/table.ts";
import { initialPenalty } from "../baseline/penalty.ts";
import { presenceSpec } from "./presence.ts";
import { usualAbsenceSpec } from "./usual-absence.ts";

/** Of an entity, or of a source: when it was seen, and when its telemetry is due. Windows are start / windowMs. */
export const heartbeatSpec = {
  /** Last window with telemetry (user reports do not count), windows seen, and mean gap between them. */
  lastSeen: float64(-1),
  sightings: int32(),
  gapMean: float64(1),
  ...presenceSpec,
  ...usualAbsenceSpec,
  /** What is subtracted from each of its log likelihood ratios (rule 9). */
  penalty: float64(initialPenalty),
  /** 1 when telemetry was due in this window, and 1 when it did not come. */
  due: uint8(),
  missing: uint8(),
} as const;

export type HeartbeatColumns = Columns<typeof heartbeatSpec>;
export type HeartbeatView = ReadonlyColumns<typeof heartbeatSpec>;

/** The window at hand. */
export interface At {
  readonly window: number;
  readonly windowMs: number;
}

/** Somebody is expected once it was seen this often, and until it has been away this long. */
const expectedAfterSightings = 60;
const forgottenAfterMs = 7 * 86_400_000;
const gapRate = 0.02;

/** Windows between two sightings, learned; at least 1 (rule 7). */
export const cadenceOf = (columns: Pick<HeartbeatView, "gapMean">, row: number): number =>
  Math.max(1, Math.round(columns.gapMean[row]!));

/** Whether it has been away for so long that it is taken to be gone for good. */
export const isForgotten = (columns: Pick<HeartbeatView, "lastSeen">, row: number, at: At): boolean =>
  (at.window - columns.lastSeen[row]!) * at.windowMs > forgottenAfterMs;

/** Whether telemetry is expected at all. */
export function isExpected(columns: HeartbeatColumns, row: number, at: At): boolean {
  return sightingsLeft(columns, row) === 0 && !isForgotten(columns, row, at);
}

/** How often it must still be seen until it is expected. */
export const sightingsLeft = (columns: Pick<HeartbeatView, "sightings">, row: number): number =>
  Math.max(0, expectedAfterSightings - columns.sightings[row]!);

/** Whether it was its turn in `window`: telemetry came, or a multiple of the cadence has passed since the last. */
export const isTurn = (columns: HeartbeatColumns, row: number, seen: boolean, window: number): boolean =>
  seen || (columns.lastSeen[row]! >= 0 && (window - columns.lastSeen[row]!) % cadenceOf(columns, row) === 0);

/** Whether its last turn has passed without telemetry. */
export const isSilent = (columns: HeartbeatColumns, row: number, seen: boolean, window: number): boolean =>
  !seen && window - columns.lastSeen[row]! >= cadenceOf(columns, row);

/** Turns that have passed since it was seen last. */
export const turnsAway = (columns: HeartbeatColumns, row: number, window: number): number =>
  Math.floor((window - columns.lastSeen[row]!) / cadenceOf(columns, row));

/** Notes that telemetry came, of which nothing is to be learned (rule 54): not even how often it comes. */
export const sightUnlearned = (columns: HeartbeatColumns, row: number, window: number): void => {
  columns.lastSeen[row] = window;
};

/** Nobody listens for it (rule 55): it is expected no more. `declaredGap`: the interval of what came; 0 if nothing did. */
export function expectNothing(
  columns: HeartbeatColumns,
  row: number,
  window: number,
  declaredGap: number,
): void {
  columns.due[row] = 0;
  columns.missing[row] = 0;
  columns.sightings[row] = 0;
  columns.missedTurns[row] = 0;
  if (declaredGap === 0) return;
  columns.gapMean[row] = declaredGap;
  columns.lastSeen[row] = window;
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
