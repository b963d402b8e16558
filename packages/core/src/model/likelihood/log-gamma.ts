import { gammaln } from "simple-statistics";

/** From here on the difference is taken by Stirling's series: that of two logarithms of gamma has lost its digits. */
const largeArgument = 1e4;

/**
 * ln of Gamma(base + first) / Gamma(base + second), for positive arguments. Exact also where `base` is so large that the two
 * logarithms agree in all digits that a number has.
 */
export function logGammaRatio(base: number, first: number, second: number): number {
  const smaller = base + Math.min(first, second);
  if (smaller < largeArgument) return gammaln(base + first) - gammaln(base + second);
  const one = base + first;
  const other = base + second;
  const apart = first - second;
  const grown = (other - 0.5) * Math.log1p(apart / other) + apart * Math.log(one) - apart;
  return grown + (1 / one - 1 / other) / 12;
}
