import type { DeliveryLatencyReading } from "./reading.ts";
import type { Rejection } from "./rejection.ts";

/** Null when count, quantiles and histogram of one interval of message delivery can all be true at once. */
export function deliveryRejection(reading: DeliveryLatencyReading): Rejection | null {
  return (
    quantileRejection(reading) ??
    (reading.buckets === null ? null : bucketRejection(reading.buckets, reading.delivered))
  );
}

/**
 * The reading without quantiles or histogram that contradict themselves, and the names of what was left out: the counts
 * of the interval are as true as without them.
 */
export function possibleDelivery(reading: DeliveryLatencyReading): {
  readonly reading: DeliveryLatencyReading;
  readonly dropped: readonly string[];
} {
  const { p50Ms, p95Ms, p99Ms, buckets, delivered } = reading;
  const badQuantiles = quantileRejection(reading) !== null;
  const badBuckets = buckets !== null && bucketRejection(buckets, delivered) !== null;
  const quantiles = Object.entries({ p50Ms, p95Ms, p99Ms }).flatMap(([name, ms]) =>
    ms === null ? [] : [name],
  );
  return {
    reading: {
      ...reading,
      ...(badQuantiles ? { p50Ms: null, p95Ms: null, p99Ms: null } : {}),
      ...(badBuckets ? { buckets: null } : {}),
    },
    dropped: [...(badQuantiles ? quantiles : []), ...(badBuckets ? ["buckets"] : [])],
  };
}

function quantileRejection({ p50Ms, p95Ms, p99Ms }: DeliveryLatencyReading): Rejection | null {
  if (falls(p50Ms, p95Ms)) return impossibleQuantiles(`p50Ms ${p50Ms} is above p95Ms ${p95Ms}`);
  if (falls(p95Ms, p99Ms)) return impossibleQuantiles(`p95Ms ${p95Ms} is above p99Ms ${p99Ms}`);
  if (falls(p50Ms, p99Ms)) return impossibleQuantiles(`p50Ms ${p50Ms} is above p99Ms ${p99Ms}`);
  return null;
}

function falls(lowerMs: number | null, higherMs: number | null): boolean {
  return lowerMs !== null && higherMs !== null && lowerMs > higherMs;
}

/** Edges must ascend, cumulative counts must not fall, and no bucket may hold more than was delivered. */
function bucketRejection(buckets: readonly number[], delivered: number): Rejection | null {
  let lastEdgeMs = -1;
  let lastCount = 0;
  for (let at = 0; at + 1 < buckets.length; at += 2) {
    const edgeMs = buckets[at] as number;
    const count = buckets[at + 1] as number;
    if (edgeMs <= lastEdgeMs) return impossibleCounts(`bucket edge ${edgeMs} follows ${lastEdgeMs}`);
    if (count < lastCount) return impossibleCounts(`bucket count falls from ${lastCount} to ${count}`);
    lastEdgeMs = edgeMs;
    lastCount = count;
  }
  if (lastCount <= delivered) return null;
  return impossibleCounts(`buckets hold ${lastCount} messages, delivered are ${delivered}`);
}

function impossibleCounts(reason: string): Rejection {
  return { code: "count-impossible", reason };
}

function impossibleQuantiles(reason: string): Rejection {
  return { code: "quantile-impossible", reason };
}
