/** Degrees of freedom of the heavy-tailed noise of log latency. */
const degreesOfFreedom = 5;

/**
 * Evidence of a log latency (rule 4) that lies `deviation` scales above what is expected, tested for a shift of `shift`
 * scales, with Student-t noise of 5 degrees of freedom:
 *     ln e = -3 ln[(1 + (z-d)^2/5) / (1 + z^2/5)]
 * Bounded (1.59 nats for d = 1.2, 4.31 for d = 3.5, both where z (z - d) = 5), so that one wild minute cannot raise an alarm.
 *
 * Example: z = 3, d = 3.5: -3 ln[(1 + 0.05) / (1 + 1.8)] = 2.942 nats.
 */
export function latencyLogRatio(deviation: number, shift: number): number {
  const missed = deviation - shift;
  const ratio = (1 + (missed * missed) / degreesOfFreedom) / (1 + (deviation * deviation) / degreesOfFreedom);
  return (-(degreesOfFreedom + 1) / 2) * Math.log(ratio);
}
