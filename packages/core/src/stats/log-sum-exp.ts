/**
 * Natural logarithm of a sum of exponentials, without overflow: the largest term is factored out.
 * `add` takes logarithms one at a time, so the sum needs no array. The empty sum is -Infinity.
 */
export interface LogSum {
  largest: number;
  /** Sum of exp(term - largest). */
  scaled: number;
}

export const logSum = (): LogSum => ({ largest: Number.NEGATIVE_INFINITY, scaled: 0 });

export function addLogarithm(sum: LogSum, logarithm: number): void {
  if (logarithm === Number.NEGATIVE_INFINITY) return;
  if (logarithm <= sum.largest) {
    sum.scaled += Math.exp(logarithm - sum.largest);
    return;
  }
  sum.scaled = sum.scaled * Math.exp(sum.largest - logarithm) + 1;
  sum.largest = logarithm;
}

export const totalOf = (sum: LogSum): number =>
  sum.scaled === 0 ? Number.NEGATIVE_INFINITY : sum.largest + Math.log(sum.scaled);

/** ln(e^a + e^b). */
export function logAddExp(first: number, second: number): number {
  const larger = Math.max(first, second);
  if (larger === Number.NEGATIVE_INFINITY) return larger;
  return larger + Math.log1p(Math.exp(-Math.abs(first - second)));
}
