import { type Log, LogFault } from "@tocsin/log";

/** Partitions of each topic; none of a topic that is not there or may not be read. */
export async function countsIfThere(
  log: Log,
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const topic of topics) {
    try {
      for (const [name, count] of await log.partitionCounts([topic])) counts.set(name, count);
    } catch (error) {
      if (!(error instanceof LogFault) || !["topic-missing", "refused"].includes(error.kind)) throw error;
    }
  }
  return counts;
}
