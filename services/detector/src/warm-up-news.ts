import type { WarmingUp, WarmUp } from "@tocsin/core";

/** How it stands, and what is new since it was asked last. */
export interface WarmUpNews extends WarmUp {
  /** Services that have begun to warm up, or are heard of for the first time since the start, each with its time. */
  readonly begun: readonly WarmingUp[];
  /** Names of those of `begun` that speak now. */
  readonly ended: readonly string[];
}

/**
 * Tells of each service once that it warms up, as soon as it is known from when it speaks, and once that it speaks. Of one
 * that spoke before it was told of, and of one that is gone, nothing is told.
 */
export function warmUpNews(): (warmUp: WarmUp) => WarmUpNews {
  const told = new Set<string>();
  return (warmUp) => {
    const { warmingUp, speaking } = warmUp;
    const begun = warmingUp.filter(({ service, speaksFrom }) => speaksFrom !== null && !told.has(service));
    for (const { service } of begun) told.add(service);
    const ended = speaking.filter((service) => told.has(service));
    const isWarmingUp = new Set(warmingUp.map(({ service }) => service));
    for (const service of told) if (!isWarmingUp.has(service)) told.delete(service);
    return { ...warmUp, begun, ended };
  };
}
