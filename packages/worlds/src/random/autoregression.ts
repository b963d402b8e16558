import { normal } from "./normal.ts";
import type { RandomSource } from "./sfc32.ts";

/** How a quantity wanders round 0: `deviation` is its standard deviation, `memoryMinutes` how long it stays off. */
export interface Wander {
  readonly deviation: number;
  readonly memoryMinutes: number;
}

/**
 * A first-order autoregression, one step a minute, started in its stationary distribution. The correlation over
 * `memoryMinutes` is 1/e.
 *
 * Source: Box, Jenkins, Reinsel, "Time Series Analysis" (1994), section 3.2.3.
 */
export function autoregression(random: RandomSource, wander: Wander): () => number {
  const carry = Math.exp(-1 / wander.memoryMinutes);
  const innovation = wander.deviation * Math.sqrt(1 - carry * carry);
  let state = wander.deviation * normal(random);
  return () => {
    const current = state;
    state = carry * state + innovation * normal(random);
    return current;
  };
}
