/**
 * One step of a running quantile by stochastic approximation (Robbins and Monro 1951): up by `step * share`
 * when the value lies above, down by `step * (1 - share)` when it does not, so that in the long run a share
 * `share` of the values lies below. O(1) in time and space; it follows slow drift.
 */
export function stepQuantile(quantile: number, value: number, share: number, step: number): number {
  return value > quantile ? quantile + step * share : quantile - step * (1 - share);
}
