import type { RowState } from "./row-state.ts";
import type { StatusRow } from "./status-row.ts";
import type { Timeline } from "./timeline.ts";

/** Where a row stood, for the report of rejects. */
export interface RowPlace {
  readonly line: number;
  readonly raw: string;
}

/** Whether a row was taken; `instead` names an earlier row that it proved wrong, and that was taken out again. */
export type Taken =
  | { readonly kind: "taken"; readonly instead: RowPlace | null }
  | { readonly kind: "disorder" };

/** Rows of one series within one file. */
export interface FileRows {
  readonly timeline: Timeline;
  readonly take: (row: StatusRow, place: RowPlace) => Taken;
}

/**
 * Takes rows of one series in order of time and refuses those that are older than one before.
 * One exception keeps a single wrong date from costing all rows after it: where the row before is more than
 * `holdMs` newer than this one, and this one fits behind the rows before that, it is the row before that goes.
 */
export function fileRows(holdMs: number): FileRows {
  const at: number[] = [];
  const states: RowState[] = [];
  let last: RowPlace | null = null;
  const leapt = (row: StatusRow): boolean =>
    last !== null && at.at(-1)! - row.at > holdMs && (at.at(-2) ?? -Infinity) <= row.at;
  const take = (row: StatusRow, place: RowPlace): Taken => {
    let instead: RowPlace | null = null;
    if (row.at < (at.at(-1) ?? -Infinity)) {
      if (!leapt(row)) return { kind: "disorder" };
      instead = states.at(-1) === "contradicted" ? null : last;
      at.pop();
      states.pop();
    }
    at.push(row.at);
    states.push(row.state);
    last = place;
    return { kind: "taken", instead };
  };
  return { timeline: { at, states }, take };
}
