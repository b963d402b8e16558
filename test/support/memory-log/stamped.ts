import type { NewLogRecord } from "@tocsin/log";
import type { ClientContext } from "./client-context.ts";

/** Records as a process sends them: with the time of its own clock, unless they have one. */
export function stamped(
  { broker, aheadMs }: ClientContext,
  records: readonly NewLogRecord[],
): readonly NewLogRecord[] {
  const sentAtMs = broker.nowMs() + aheadMs();
  return records.map((record) => ({ timestampMs: sentAtMs, ...record }));
}
