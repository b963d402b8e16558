import { quantileSorted } from "simple-statistics";
import type { Spread } from "../report.ts";

/** Middle and spread of repeated measurements. Throws RangeError where there are none. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError("nothing was measured");
  const sorted = values.toSorted((one, other) => one - other);
  return {
    median: quantileSorted(sorted, 0.5),
    lowerQuartile: quantileSorted(sorted, 0.25),
    upperQuartile: quantileSorted(sorted, 0.75),
    smallest: quantileSorted(sorted, 0),
    largest: quantileSorted(sorted, 1),
    values: [...values],
  };
}
