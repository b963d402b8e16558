import { clamp } from "../../stats/exponential-mean.ts";

/** Degrees of freedom of the heavy-tailed noise of log latency. */
const degreesOfFreedom = 5;

/** A failure that is tested for, in scales of the noise, and what its ratio is held to so that it stays fair. */
interface LatencyShift {
  readonly location: number;
  readonly scale: number;
  /** Where its likelihood ratio is smallest and largest: beyond, it counts as there. */
  readonly best: number;
  readonly worst: number;
  /** ln of the scale. */
  readonly logScale: number;
  /** ln of the mean of the ratio, so held, as long as nothing fails. */
  readonly excess: number;
}

const mildLocation = 1.2;
const mildScale = 1;
const mildExcess = 0.006362893833757782;
const hardLocation = 3.5;
const hardScale = 3;
const hardExcess = -0.07376386007421402;

/**
 * The likelihood ratio of Student's t at location d and scale c against itself has one smallest and one largest value, where
 *     d z^2 - b z - 5 d = 0,   b = d^2 + 5 (c^2 - 1).
 */
function shiftOf(of: Pick<LatencyShift, "location" | "scale" | "excess">): LatencyShift {
  const { location, scale } = of;
  const middle = location * location + degreesOfFreedom * (scale * scale - 1);
  const reach = Math.sqrt(middle * middle + 4 * degreesOfFreedom * location * location);
  return {
    ...of,
    logScale: Math.log(scale),
    best: (middle - reach) / (2 * location),
    worst: (middle + reach) / (2 * location),
  };
}

/** The two failures that are tested for (rule 8): one a little slower, one slower by any amount. */
export const mildShift: Readonly<LatencyShift> = shiftOf({
  location: mildLocation,
  scale: mildScale,
  excess: mildExcess,
});
export const hardShift: Readonly<LatencyShift> = shiftOf({
  location: hardLocation,
  scale: hardScale,
  excess: hardExcess,
});

/**
 * Evidence of a log latency (rule 4) that lies `deviation` scales above what is expected, with Student-t noise of 5 degrees
 * of freedom: ln of the ratio of the densities, where z is held between the places of its smallest and largest value,
 *     ln e = -3 ln[(1 + ((z-d)/c)^2/5) / (1 + z^2/5)] - ln c - excess,
 * so that it never falls as latency gets worse, is fair, and one wild minute cannot raise an alarm: at most 1.59 nats for
 * the mild shift and 6.35 for the hard one.
 *
 * Example: z = 3: 1.585 nats for the mild shift, 2.047 for the hard one.
 */
export function latencyLogRatio(deviation: number, shift: LatencyShift): number {
  const { location, scale, best, worst, logScale, excess } = shift;
  const held = clamp(deviation, best, worst);
  return densityRatio(held, (held - location) / scale) - logScale - excess;
}

/** ln of the likelihood ratio of two expectations of a log latency that lie so many scales from it. */
export const rivalLogRatio = (fromOne: number, fromOther: number): number => densityRatio(fromOther, fromOne);

/** ln of the density of Student's t at one place over that at another. */
function densityRatio(under: number, over: number): number {
  const ratio = (1 + (over * over) / degreesOfFreedom) / (1 + (under * under) / degreesOfFreedom);
  return (-(degreesOfFreedom + 1) / 2) * Math.log(ratio);
}
