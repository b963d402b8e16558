import { gammaln } from "simple-statistics";

/** ln of the probability of `count` under a negative binomial with this mean and variance mean + mean^2 / size. */
export function logNegativeBinomial(count: number, mean: number, size: number): number {
  const choices = gammaln(count + size) - gammaln(size) - gammaln(count + 1);
  return choices + size * Math.log(size / (size + mean)) + count * Math.log(mean / (size + mean));
}

/** ln of the probability of `count` successes of `trials` under a beta-binomial of this mean and concentration. */
export function logBetaBinomial(count: number, trials: number, mean: number, concentration: number): number {
  const first = mean * concentration;
  const second = concentration - first;
  return logChoose(trials, count) + logBeta(count + first, trials - count + second) - logBeta(first, second);
}

/** ln of the probability of `count` successes of `trials` with this probability each. */
export const logBinomial = (count: number, trials: number, probability: number): number =>
  logChoose(trials, count) + count * Math.log(probability) + (trials - count) * Math.log(1 - probability);

/** Density of Student's t with 5 degrees of freedom: 8 / (3 sqrt(5) pi (1 + z^2/5)^3). */
export const densityOfT5 = (z: number): number => 8 / (3 * Math.sqrt(5) * Math.PI * (1 + (z * z) / 5) ** 3);

const logChoose = (all: number, some: number): number =>
  gammaln(all + 1) - gammaln(some + 1) - gammaln(all - some + 1);
const logBeta = (first: number, second: number): number =>
  gammaln(first) + gammaln(second) - gammaln(first + second);
