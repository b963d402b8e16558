import type { Instruments } from "@tocsin/adapters/observe";
import type { LogPlace } from "@tocsin/log";

/** Topics that are not there, of the partitions that this worker holds: each is told once when it goes and when it comes. */
export function toldAbsences(
  { log, metrics }: Pick<Instruments, "log" | "metrics">,
  readiness: { readonly missing: (topics: readonly string[]) => void },
) {
  const partitions = new Map<string, Set<number>>();

  const change = (topic: string, left: Set<number>): void => {
    const wasMissing = partitions.has(topic);
    const isMissing = left.size > 0;
    if (isMissing) partitions.set(topic, left);
    else partitions.delete(topic);
    if (isMissing === wasMissing) return;
    log.event(isMissing ? "topic.missing" : "topic.found", { topic });
    metrics.topicMissing(topic, isMissing);
  };

  const told = (): void => readiness.missing([...partitions.keys()].sort());

  return {
    tell({ topic, partition }: LogPlace, isAbsent: boolean): void {
      const held = new Set(partitions.get(topic));
      if (isAbsent) held.add(partition);
      else held.delete(partition);
      change(topic, held);
      told();
    },
    /** What others hold now is told by them. */
    assigned(places: readonly LogPlace[]): void {
      for (const topic of partitions.keys()) {
        if (places.some((place) => place.topic === topic)) continue;
        partitions.delete(topic);
        metrics.topicMissing(topic, false);
      }
      told();
    },
  };
}
