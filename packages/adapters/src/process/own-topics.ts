import type { LogPlace } from "@tocsin/log";
import { usageFault } from "./process-fault.ts";

/**
 * A group gives out the topics of all its members. Throws for one that is none of this worker's: another installation is
 * in its group, and each would take work away from the other.
 */
export function refuseForeign(places: readonly LogPlace[], own: readonly string[], group: string): void {
  const foreign = places.find(({ topic }) => !own.includes(topic));
  if (foreign === undefined) return;
  throw usageFault(
    `was given partitions of ${foreign.topic}, which is none of its topics: another installation has the same environment and kafka.namePrefix, and so the same group ${group}`,
    "Give each installation its own environment; tocsin check --config FILE shows the names that follow from it.",
  );
}
