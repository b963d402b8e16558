import type { FailureKind } from "@tocsin/worlds";
import type { Measured } from "./goal.ts";

/** How much is found as something grows: no goal, but what stands behind the goals. */
export interface Curve {
  readonly words: string;
  readonly points: readonly { readonly from: number; readonly found: number; readonly of: number }[];
}

/** Each point reaches from its value to that of the next. */
const errorSteps = [0, 0.5, 1, 2, 5, 20];
const scaleSteps = [0, 3, 6, 12, 24];

const foundWithinWindows = 30;

export function curvesOf({ trials }: Measured): readonly Curve[] {
  const curve = (
    kind: FailureKind,
    words: string,
    steps: readonly number[],
    of: "usualErrors" | "latencyScales",
  ): Curve => ({
    words: `${kind} found within ${foundWithinWindows} minutes, ${words}`,
    points: steps.map((from, index) => {
      const to = steps[index + 1] ?? Infinity;
      const here = trials.filter((trial) => {
        const at = trial[of];
        return trial.kind === kind && at !== null && from <= at && at < to;
      });
      const found = here.filter(({ windows }) => windows !== null && windows <= foundWithinWindows);
      return { from, found: found.length, of: here.length };
    }),
  });
  const byErrors = "by usual errors a minute of the service with fewest";
  return [
    curve("x4", byErrors, errorSteps, "usualErrors"),
    curve("x2.5", byErrors, errorSteps, "usualErrors"),
    curve("x2", byErrors, errorSteps, "usualErrors"),
    curve("p95", "by the factor on p95 (its logarithm, in usual scales)", scaleSteps, "latencyScales"),
  ];
}
