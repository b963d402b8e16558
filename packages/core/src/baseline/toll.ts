/** Where a series' toll starts, and below which it never falls, nats per reading. */
export const initialToll = 0.05;
export const smallestToll = 0.02;
const step = 0.003;
const largestCounted = 20;

/**
 * What is subtracted from every log likelihood ratio, adapted so that e-values average at most one whatever the data are:
 *     toll <- max(0.02, toll + 0.003 (min(e, 20) - 1)),   e = exp(ln e - toll)
 * so over T steps mean(min(e, 20)) <= 1 + (toll_T - toll_0)/(0.003 T), by telescoping.
 * Source: the update of adaptive conformal inference, Gibbs and Candes 2021, arXiv:2106.00170.
 */
export function nextToll(toll: number, evidenceValue: number): number {
  return Math.max(smallestToll, toll + step * (Math.min(evidenceValue, largestCounted) - 1));
}
