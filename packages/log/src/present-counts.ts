import { type Log, LogFault } from "./log.ts";

/** As `partitionCounts`; a topic that is not there has no entry. */
export async function presentCounts(
  log: Pick<Log, "partitionCounts">,
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const topic of topics) {
    try {
      for (const [name, count] of await log.partitionCounts([topic])) counts.set(name, count);
    } catch (error) {
      if (!(error instanceof LogFault) || error.kind !== "topic-missing") throw error;
    }
  }
  return counts;
}
