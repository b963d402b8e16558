import type { TopicDescription } from "../topic-admin.ts";
import { timeText } from "./amounts.ts";

export interface DataAge {
  /** Event time of the oldest message that is to be written, epoch ms. */
  readonly oldestMs: number;
  /** Wall clock, epoch ms. */
  readonly nowMs: number;
}

/**
 * A line for each topic that would delete what is written to it: Kafka goes by the records' own times, and deletes a
 * segment within minutes when its newest record is older than the retention.
 */
export function retentionWarnings(
  topics: ReadonlyMap<string, TopicDescription | null>,
  { oldestMs, nowMs }: DataAge,
): readonly string[] {
  const ageMs = nowMs - oldestMs;
  return [...topics].flatMap(([topic, there]) => {
    if (there === null || !(there.config["cleanup.policy"] ?? "delete").includes("delete")) return [];
    const retentionMs = Number(there.config["retention.ms"] ?? -1);
    if (retentionMs < 0 || ageMs <= retentionMs) return [];
    return [
      `topic ${topic} keeps records for ${timeText(retentionMs)} and the data begins ${daysOf(ageMs)} days ago: Kafka will delete what is older. Keep it with: tocsin topics apply --retention telemetry=unlimited`,
    ];
  });
}

const dayMs = 86_400_000;
const daysOf = (ms: number): number => Math.floor(ms / dayMs);
