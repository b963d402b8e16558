import { negativeBinomial, randomStream } from "@tocsin/worlds/random";
import type { Conditions } from "../world/conditions.ts";
import { usualNoise } from "../world/noise.ts";
import type { World } from "../world/world.ts";

export type ReportSampler = (traffic: number, conditions: Readonly<Conditions>) => number;

/**
 * Draws a service's user reports: an ordinary bursty trickle that follows how many people are awake (`traffic`,
 * without what the conditions do to it), and what a crowd adds.
 */
export function reportSampler(world: World, service: string, reportsPerMinute: number): ReportSampler {
  const noise = world.noise ?? usualNoise;
  const random = randomStream(world.seed, service, "reports");
  return (traffic, conditions) => {
    const usual = reportsPerMinute * traffic * conditions.reportsFactor;
    const trickle = negativeBinomial(random, usual, noise.reportsSize);
    return trickle + negativeBinomial(random, conditions.crowdReports, noise.crowdReportsSize);
  };
}
