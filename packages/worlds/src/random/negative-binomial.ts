import { gamma } from "./gamma.ts";
import { poisson } from "./poisson.ts";
import type { RandomSource } from "./sfc32.ts";

/**
 * A negative binomial count: mean `mean`, variance `mean + mean^2 / size`. The smaller `size`, the burstier.
 *
 * Source: Greenwood and Yule, Journal of the Royal Statistical Society 83 (1920) 255-279: a Poisson count whose
 * mean is itself gamma distributed.
 */
export function negativeBinomial(random: RandomSource, mean: number, size: number): number {
  if (mean === 0) return 0;
  return poisson(random, (mean / size) * gamma(random, size));
}
