import type { SeriesColumns } from "../series-table.ts";
import { countLevel, levelPrior, smallestLevel } from "./count-level.ts";
import { freshCountShift } from "./fresh-level.ts";

/** What the level now and the level of before are made of, to be read. */
type Levels = {
  readonly [
    Name in
      | "levelValue"
      | "levelWeight"
      | "beforeValue"
      | "beforeWeight"
      | "slotClass"
      | "freshValue"
      | "freshExpected"
  ]: ArrayLike<number>;
};

/** Memory of the level of before, minutes: a day. */
const beforeMinutes = 1440;

/** The level of about the last day (rule 39): a failure that grows for an hour hardly moves it. */
export const beforeLevel = (columns: Pick<Levels, "beforeValue" | "beforeWeight">, row: number): number =>
  Math.max(
    smallestLevel,
    (levelPrior + columns.beforeValue[row]!) / (levelPrior + columns.beforeWeight[row]!),
  );

/** Before there is a season, what is expected is the last hour: nothing remembers what was before. */
export const knowsBefore = (columns: Pick<Levels, "slotClass">, row: number): boolean =>
  columns.slotClass[row]! > 0;

/** How far the count of the last hour lies from what the level of before leads one to expect, nats. */
export const shiftFromBefore = (columns: Levels, row: number): number =>
  freshCountShift(columns, row) +
  (knowsBefore(columns, row) ? Math.log(countLevel(columns, row) / beforeLevel(columns, row)) : 0);

/** Learns what was counted and what the season leads one to expect, both weighed as for the level. */
export function learnBefore(
  columns: SeriesColumns,
  row: number,
  of: { readonly value: number; readonly usual: number; readonly minutes: number },
): void {
  const keep = 1 - Math.min(1, of.minutes / beforeMinutes);
  columns.beforeValue[row] = keep * columns.beforeValue[row]! + of.value;
  columns.beforeWeight[row] = keep * columns.beforeWeight[row]! + of.usual;
}

/** The level now is the level of before: an incident is over, or what has lasted is normal. */
export function acceptLevel(columns: SeriesColumns, row: number): void {
  columns.beforeValue[row] =
    countLevel(columns, row) * (levelPrior + columns.beforeWeight[row]!) - levelPrior;
}
