const digits = 6;

/** Six significant digits: what a reader can use, and the same text on every machine. */
export const rounded = (value: number): number => Number(value.toPrecision(digits));
