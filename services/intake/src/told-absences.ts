import type { Instruments } from "@tocsin/adapters/observe";
import type { LogPlace } from "@tocsin/log";
import type { AbsentThing } from "./absent-topic.ts";

const words = {
  topic: { gone: "topic.missing", back: "topic.found" },
  partition: { gone: "topic.shrunk", back: "topic.regrown" },
} as const;

/**
 * Topics that are not there, or have fewer partitions than they had, of the partitions that this worker holds: each is told
 * once when it begins and when it is over.
 */
export function toldAbsences(
  { log, metrics }: Pick<Instruments, "log" | "metrics">,
  readiness: { readonly absent: (what: AbsentThing, topics: readonly string[]) => void },
) {
  const partitions = { topic: new Map<string, Set<number>>(), partition: new Map<string, Set<number>>() };

  const change = (what: AbsentThing, topic: string, left: Set<number>): void => {
    const wasAbsent = partitions[what].has(topic);
    const isAbsent = left.size > 0;
    if (isAbsent) partitions[what].set(topic, left);
    else partitions[what].delete(topic);
    if (isAbsent === wasAbsent) return;
    log.event(isAbsent ? words[what].gone : words[what].back, { topic });
    if (what === "topic") metrics.topicMissing(topic, isAbsent);
  };

  const told = (): void => {
    for (const what of ["topic", "partition"] as const)
      readiness.absent(what, [...partitions[what].keys()].sort());
  };

  return {
    tell({ topic, partition }: LogPlace, absent: AbsentThing | null): void {
      for (const what of ["topic", "partition"] as const) {
        const held = new Set(partitions[what].get(topic));
        if (absent === what) held.add(partition);
        else held.delete(partition);
        change(what, topic, held);
      }
      told();
    },
    /** What others hold now is told by them. */
    assigned(places: readonly LogPlace[]): void {
      for (const what of ["topic", "partition"] as const) {
        for (const topic of partitions[what].keys()) {
          if (places.some((place) => place.topic === topic)) continue;
          partitions[what].delete(topic);
          if (what === "topic") metrics.topicMissing(topic, false);
        }
      }
      told();
    },
  };
}
