/** One step of an exponentially weighted mean: the mean moves by `rate` (0 to 1) of its distance to the value. */
export const stepToward = (mean: number, value: number, rate: number): number => mean + rate * (value - mean);

/** The value, but at least `lower` and at most `upper`. */
export const clamp = (value: number, lower: number, upper: number): number =>
  value < lower ? lower : value > upper ? upper : value;
