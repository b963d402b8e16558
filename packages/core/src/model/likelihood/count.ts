/**
 * Evidence of a count (rule 1): negative-binomial likelihood ratio of "the mean is `ratio` times what is expected"
 * against "it is what is expected".
 *
 * With y ~ NB(mean mu, size r), variance mu + mu^2/r:
 *     ln e = y ln[ratio (r + mu) / (r + ratio mu)] - r ln[(r + ratio mu) / (r + mu)]
 * and E[e] = 1 exactly under the expectation (the gamma functions cancel).
 * Source: Hoehle and Paul 2008, doi:10.1016/j.csda.2008.02.015; R package surveillance, `algo.glrnb`.
 *
 * Example: 8 errors where 2 are expected (size 20), tested for ratio 4: 8 ln 4 - (8 + 20) ln(28/22) = 4.338 nats.
 */
export function countLogRatio(count: number, mean: number, size: number, ratio: number): number {
  return countRatio(count, mean, size, ratioOf(ratio));
}

/** A ratio that is tested for, with its logarithm. */
export interface CountRatio {
  readonly ratio: number;
  readonly logarithm: number;
}

export const ratioOf = (ratio: number): CountRatio => ({ ratio, logarithm: Math.log(ratio) });

/** The same for a ratio whose logarithm is known. */
export function countRatio(
  count: number,
  mean: number,
  size: number,
  { ratio, logarithm }: CountRatio,
): number {
  const growth = Math.log((size + ratio * mean) / (size + mean));
  return count * logarithm - (count + size) * growth;
}
