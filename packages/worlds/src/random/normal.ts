import type { RandomSource } from "./sfc32.ts";
import { uniform } from "./uniform.ts";

/**
 * A standard normal draw by the polar method; the second number of each pair is thrown away, so that a draw
 * depends on the random source alone.
 *
 * Source: Marsaglia and Bray, "A convenient method for generating normal variables", SIAM Review 6 (1964) 260-264.
 */
export function normal(random: RandomSource): number {
  for (;;) {
    const x = 2 * uniform(random) - 1;
    const y = 2 * uniform(random) - 1;
    const square = x * x + y * y;
    if (square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}
