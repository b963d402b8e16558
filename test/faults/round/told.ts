import type { WorkerLog } from "../../support/installation/process-under-test.ts";

/** Events that say that something is wrong, with their number; of a gap the reason too. */
export type Told = Readonly<Record<string, number>>;

/** Rounds have these without any fault. */
const usual: ReadonlySet<unknown> = new Set(["topic.warning", "record.dead-lettered"]);

export function toldBy(logs: Iterable<WorkerLog>): Told {
  const told: Record<string, number> = {};
  for (const { level, event, reason } of logs) {
    if ((level !== "warn" && level !== "error") || event === undefined || usual.has(event)) continue;
    const name = event === "log.gap" ? `${event} ${String(reason)}` : event;
    told[name] = (told[name] ?? 0) + 1;
  }
  return told;
}

/** What several rounds told. */
export function toldTogether(rounds: Iterable<Told>): Told {
  const sum: Record<string, number> = {};
  for (const told of rounds)
    for (const [name, times] of Object.entries(told)) sum[name] = (sum[name] ?? 0) + times;
  return sum;
}
