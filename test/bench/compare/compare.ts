import type { Baseline, BaselineFigure } from "./baseline.ts";

/** A median that is worse by more than this share is a regression. */
export const allowedShare = 0.1;

export interface Compared {
  readonly base: BaselineFigure;
  readonly now: BaselineFigure;
  /** By what share of what it was before it is worse; below 0 it is better. */
  readonly worseBy: number;
  /** Whether the middle halves of both runs overlap: the difference may be noise. */
  readonly isWithinSpread: boolean;
}

/** The figures that stand in both, in the order of the second. */
export function compare(base: Baseline, now: Baseline): readonly Compared[] {
  return now.figures.flatMap((figure) => {
    const before = base.figures.find(
      ({ benchmark, name, unit }) =>
        benchmark === figure.benchmark && name === figure.name && unit === figure.unit,
    );
    return before === undefined ? [] : [comparedTo(before, figure)];
  });
}

function comparedTo(base: BaselineFigure, now: BaselineFigure): Compared {
  const grown = (now.median - base.median) / base.median;
  return {
    base,
    now,
    worseBy: now.better === "more" ? -grown : grown,
    isWithinSpread: now.lowerQuartile <= base.upperQuartile && base.lowerQuartile <= now.upperQuartile,
  };
}
