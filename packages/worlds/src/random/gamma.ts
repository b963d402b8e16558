import { normal } from "./normal.ts";
import type { RandomSource } from "./sfc32.ts";
import { uniform } from "./uniform.ts";

/**
 * A gamma draw with scale 1: mean and variance are both `shape`, which must be above 0.
 *
 * Source: Marsaglia and Tsang, "A simple method for generating gamma variables", ACM Transactions on Mathematical
 * Software 26 (2000) 363-372; shapes below 1 by the power of a uniform that its section 6 gives.
 */
export function gamma(random: RandomSource, shape: number): number {
  if (!(shape > 0)) throw new RangeError(`the shape of a gamma draw must be above 0, not ${shape}`);
  if (shape < 1) return gamma(random, shape + 1) * Math.pow(uniform(random), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = uniform(random);
    if (u < 1 - 0.0331 * x * x * x * x) return d * v;
    if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}
