import { type Instruments, sayNowAndThen } from "@tocsin/adapters/observe";
import type { LogPlace } from "@tocsin/log";
import type { ForeignTaken } from "./foreign-partition.ts";

const mostNamed = 5;

/** Messages of other tools as metrics, and as words where something of them does not count, each now and then. */
export function toldForeign({
  log,
  metrics,
  elapsedMs,
}: Pick<Instruments, "log" | "metrics" | "elapsedMs">): (place: LogPlace, taken: ForeignTaken) => void {
  const refused = sayNowAndThen<Readonly<Record<string, string | number>>>(elapsedMs, (fields, count) =>
    log.event("samples.refused", { ...fields, count }),
  );
  const unmapped = sayNowAndThen<Readonly<Record<string, string | number>>>(elapsedMs, (fields, count) =>
    log.event("samples.unmapped", { ...fields, count }),
  );
  return ({ topic, partition }, taken) => {
    metrics.formatMessage(topic, taken.format ?? "unknown", taken.used);
    for (const { code, reason, count } of taken.refused) {
      metrics.formatRefused(topic, code, count);
      refused(`${topic} ${code}`, { topic, partition, code, reason });
    }
    if (taken.used > 0 || taken.refused.length > 0 || taken.leftOut.size === 0) return;
    const metricNames = [...taken.leftOut.keys()].slice(0, mostNamed).join(", ");
    unmapped(topic, { topic, partition, metrics: metricNames });
  };
}

/** A registry that does not answer, in words now and then, and as what a partition is not ready for. */
export function toldRegistry(
  { log, elapsedMs }: Pick<Instruments, "log" | "elapsedMs">,
  readiness: { readonly acquired: (name: string) => void; readonly failed: (name: string) => void },
): (place: LogPlace, fault: Error | null) => void {
  const silent = sayNowAndThen<LogPlace & { readonly message: string }>(elapsedMs, (fields, count) =>
    log.event("registry.unavailable", { ...fields, count }),
  );
  return ({ topic, partition }, fault) => {
    const name = `${topic}/${partition}`;
    if (fault === null) return readiness.acquired(name);
    silent(name, { topic, partition, message: fault.message });
    readiness.failed(name);
  };
}
