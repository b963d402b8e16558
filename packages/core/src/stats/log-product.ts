/**
 * A product of many positive factors as its natural logarithm, taking one logarithm for many factors.
 * Factors up to 1e270 are safe; a zero factor makes the logarithm -Infinity. O(1) space.
 */
export interface LogProduct {
  partial: number;
  logarithm: number;
}

const large = 1e30;
const small = 1e-30;

export const logProduct = (): LogProduct => ({ partial: 1, logarithm: 0 });

export function multiplyInto(product: LogProduct, factor: number): void {
  product.partial *= factor;
  if (product.partial > large || product.partial < small) {
    product.logarithm += Math.log(product.partial);
    product.partial = 1;
  }
}

export const logarithmOf = (product: LogProduct): number => product.logarithm + Math.log(product.partial);
