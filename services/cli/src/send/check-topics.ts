import { retentionWarnings, type TopicDescription } from "@tocsin/adapters/kafka";
import type { Configuration } from "@tocsin/contracts";
import { usageFault } from "../exit-codes.ts";

export type Described = ReadonlyMap<string, TopicDescription | null>;

const dayMs = 86_400_000;

/** Refuses topics that put their own time in place of the recorded one: every window would be another. */
export function refuseOwnTimes(topics: Described): void {
  for (const [topic, there] of topics) {
    if (there?.config["message.timestamp.type"] !== "LogAppendTime") continue;
    throw usageFault(
      `topic ${topic} stamps messages when they come (message.timestamp.type=LogAppendTime), so their own times would be lost`,
      "Set message.timestamp.type=CreateTime, or replay from the file without --to kafka.",
    );
  }
}

/** What is worth knowing before old data is sent, a line each. */
export function ageWarnings(
  topics: Described,
  { clock }: Pick<Configuration, "clock">,
  age: { readonly oldestMs: number; readonly nowMs: number },
): readonly string[] {
  const isOld = age.nowMs - age.oldestMs > dayMs;
  return [
    ...retentionWarnings(topics, age),
    ...(isOld && clock === "wall"
      ? [
          "the configuration says clock: wall, and workers on it close windows by the clock on the wall: for a recording let them run with clock: stream",
        ]
      : []),
  ];
}
