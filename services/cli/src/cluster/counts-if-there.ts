import { type Log, LogFault, presentCounts } from "@tocsin/log";

/** Partitions of each topic; none of a topic that is not there or may not be read. */
export async function countsIfThere(
  log: Log,
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const topic of topics) {
    try {
      for (const [name, count] of await presentCounts(log, [topic])) counts.set(name, count);
    } catch (error) {
      if (!(error instanceof LogFault) || error.kind !== "refused") throw error;
    }
  }
  return counts;
}
