/** Below this the logarithms are added up once and kept; above it the series is exact to 1e-15. */
const tableSize = 128;

const table = new Float64Array(tableSize);
for (let n = 2; n < tableSize; n += 1) table[n] = (table[n - 1] ?? 0) + Math.log(n);

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/**
 * ln(n!) for a whole n of at least 0.
 *
 * Source: Stirling's series, Abramowitz and Stegun (1964) 6.1.41, to the term in 1/n^3.
 */
export function logFactorial(n: number): number {
  if (n < tableSize) return table[n] ?? 0;
  const inverse = 1 / n;
  return (n + 0.5) * Math.log(n) - n + halfLogTwoPi + inverse * (1 / 12 - (inverse * inverse) / 360);
}
