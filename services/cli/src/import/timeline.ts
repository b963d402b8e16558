import type { RowState } from "./row-state.ts";

/** Rows of one series in order of time: columns of equal length, times in epoch milliseconds. */
export interface Timeline {
  readonly at: readonly number[];
  readonly states: readonly RowState[];
}

/** Both timelines as one; of rows at the same instant those of `first` come first. O(rows). */
export function mergeTimelines(first: Timeline, second: Timeline): Timeline {
  const at: number[] = [];
  const states: RowState[] = [];
  let [left, right] = [0, 0];
  while (left < first.at.length || right < second.at.length) {
    const takeLeft = (first.at[left] ?? Infinity) <= (second.at[right] ?? Infinity);
    const from = takeLeft ? first : second;
    const index = takeLeft ? left++ : right++;
    at.push(from.at[index]!);
    states.push(from.states[index]!);
  }
  return { at, states };
}
