import type { ColumnsOf, Kinds, Reader, Source } from "./kinds.ts";

/** The fields of `telemetry.delivery-latency.v1`, in the order of a frame's columns, and of what kind each is. */
export function deliveryLatency<Wanted extends Record<keyof Kinds, unknown>>(
  from: Source,
  read: Reader<Wanted>,
) {
  return {
    stream: "delivery-latency" as const,
    service: read.name(from["service"]),
    operation: read.optionalName(from["operation"]),
    region: read.optionalName(from["region"]),
    source: read.optionalName(from["source"]),
    ts: read.time(from["ts"]),
    intervalMs: read.interval(from["intervalMs"]),
    delivered: read.count(from["delivered"]),
    undelivered: read.optionalCount(from["undelivered"]),
    oldestUndeliveredMs: read.optionalDuration(from["oldestUndeliveredMs"]),
    p50Ms: read.optionalDuration(from["p50Ms"]),
    p95Ms: read.optionalDuration(from["p95Ms"]),
    p99Ms: read.optionalDuration(from["p99Ms"]),
    /** Null where the producer sends quantiles. */
    buckets: read.optionalHistogram(from["buckets"]),
  };
}

/** One interval of message delivery. */
export type DeliveryLatencyReading = Readonly<ReturnType<typeof deliveryLatency<Kinds>>>;

/** One row of a frame's columns. */
export function deliveryLatencyAt(
  columns: ColumnsOf<DeliveryLatencyReading>,
  row: number,
): DeliveryLatencyReading {
  return {
    stream: "delivery-latency",
    service: columns.service[row] as string,
    operation: columns.operation?.[row] ?? null,
    region: columns.region?.[row] ?? null,
    source: columns.source?.[row] ?? null,
    ts: columns.ts[row] as number,
    intervalMs: columns.intervalMs[row] as number,
    delivered: columns.delivered?.[row] ?? 0,
    undelivered: columns.undelivered?.[row] ?? null,
    oldestUndeliveredMs: columns.oldestUndeliveredMs?.[row] ?? null,
    p50Ms: columns.p50Ms?.[row] ?? null,
    p95Ms: columns.p95Ms?.[row] ?? null,
    p99Ms: columns.p99Ms?.[row] ?? null,
    buckets: columns.buckets?.[row] ?? null,
  };
}
