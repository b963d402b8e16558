import type { IntakeSnapshot } from "@tocsin/core";
import type { RefusedRecord } from "@tocsin/intake";
import type { LateLine } from "./late-lines.ts";

export interface HowLateConfig {
  readonly windowMs: number;
  readonly allowedLatenessMs: number;
}

/** A snapshot costs as much as the open windows hold, and a few tell who is ahead. */
const mostSnapshots = 10;
const mostAhead = 5;

/** Tells of a late reading how late it came, and who was ahead where it came in time by its own timestamps. */
export function howLate(
  { windowMs, allowedLatenessMs }: HowLateConfig,
  snapshot: () => IntakeSnapshot,
): (refused: RefusedRecord) => LateLine | null {
  let snapshots = 0;

  function aheadOf({ topic, partition, arrivalMs, reading }: RefusedRecord): readonly string[] {
    if (snapshots === mostSnapshots) return [];
    snapshots += 1;
    const place = snapshot().partitions.find((one) => one.topic === topic && one.partition === partition);
    return (place?.clock.latest ?? [])
      .filter(([, timeMs]) => timeMs > arrivalMs + allowedLatenessMs)
      .map(([producer]) => producer.split("\n") as [string, string?])
      .filter(([service]) => service !== reading?.service)
      .slice(0, mostAhead)
      .map(([service, source]) => (source === undefined ? service : `${service} as seen by ${source}`));
  }

  return (refused) => {
    const { code, reading, arrivalMs } = refused;
    if (code !== "late" || reading === null) return null;
    const endMs = Math.ceil((reading.ts + reading.intervalMs) / windowMs) * windowMs;
    const delayMs = Math.max(0, arrivalMs - endMs);
    const ahead = delayMs > allowedLatenessMs ? [] : aheadOf(refused);
    return { service: reading.service, delayMs, ahead };
  };
}
