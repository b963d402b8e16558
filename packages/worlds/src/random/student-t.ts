import { gamma } from "./gamma.ts";
import { normal } from "./normal.ts";
import type { RandomSource } from "./sfc32.ts";

/**
 * Student's t with this many degrees of freedom: like a normal draw, with now and then a wild one.
 *
 * Source: Student, "The probable error of a mean", Biometrika 6 (1908) 1-25: a normal divided by the root of an
 * independent chi-square over its degrees of freedom, which is gamma(freedom / 2) / (freedom / 2).
 */
export function studentT(random: RandomSource, freedom: number): number {
  const half = freedom / 2;
  return normal(random) / Math.sqrt(gamma(random, half) / half);
}
