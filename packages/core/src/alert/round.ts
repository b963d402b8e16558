const digits = 6;

/** Whole numbers below this have no more digits. */
const exact = 10 ** digits;

/** Six significant digits: what a reader can use, and the same text on every machine. No zero is negative. */
export const rounded = (value: number): number =>
  Number.isInteger(value) && Math.abs(value) < exact ? value + 0 : Number(value.toPrecision(digits));
