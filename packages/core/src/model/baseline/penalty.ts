/** Where a series' penalty starts, and below which it never falls, nats per observation. */
export const initialPenalty = 0.05;
const smallestPenalty = 0.02;
const penaltyStep = 0.003;
const largestCounted = 20;

/**
 * What is subtracted from every log likelihood ratio, adapted so that e-values average at most one whatever the data are
 * (rule 9):
 *     penalty <- max(0.02, penalty + 0.003 (min(e, 20) - 1)),   e = exp(ln e - penalty)
 * so over T steps mean(min(e, 20)) <= 1 + (penalty_T - penalty_0)/(0.003 T), by telescoping.
 * Source: the update of adaptive conformal inference, Gibbs and Candes 2021, arXiv:2106.00170.
 */
export function nextPenalty(penalty: number, eValue: number): number {
  return Math.max(smallestPenalty, penalty + penaltyStep * (Math.min(eValue, largestCounted) - 1));
}
