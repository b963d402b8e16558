import { z } from "zod";
import { count, histogram, milliseconds } from "./fields.ts";
import { Name } from "./names.ts";

export { LatencyBucket } from "./fields.ts";

/** Epoch milliseconds, or ISO 8601 with an offset. */
export const Timestamp = z.union([
  z.int().nonnegative().max(8.64e15),
  z.iso.datetime({ offset: true, error: "an ISO 8601 time needs its offset, such as Z or +02:00" }),
]);

const identity = {
  service: Name,
  /** Start of the interval. */
  ts: Timestamp,
  intervalMs: z.int().min(1).max(86_400_000),
  operation: z.exactOptional(Name),
  region: z.exactOptional(Name),
  /** Who observed it. Sources see the same thing and are never added up. */
  source: z.exactOptional(Name),
};

/** One interval of requests. A probe is `requests: 1, errors: 0 | 1`. */
export const ErrorRateTelemetry = z
  .object({ ...identity, requests: count, errors: count })
  .meta({ id: "ErrorRateTelemetry", title: "telemetry.error-rate.v1" });
export type ErrorRateTelemetry = z.infer<typeof ErrorRateTelemetry>;

/** One interval of message delivery. Quantiles or a histogram; neither when nothing was delivered. */
export const DeliveryLatencyTelemetry = z
  .object({
    ...identity,
    delivered: count,
    undelivered: z.exactOptional(count),
    oldestUndeliveredMs: z.exactOptional(milliseconds),
    p50Ms: z.exactOptional(milliseconds),
    p95Ms: z.exactOptional(milliseconds),
    p99Ms: z.exactOptional(milliseconds),
    buckets: z.exactOptional(histogram),
  })
  .meta({ id: "DeliveryLatencyTelemetry", title: "telemetry.delivery-latency.v1" });
export type DeliveryLatencyTelemetry = z.infer<typeof DeliveryLatencyTelemetry>;

/** One interval of user reports. */
export const ReportVolumeTelemetry = z
  .object({ ...identity, reports: count, category: z.exactOptional(Name) })
  .meta({ id: "ReportVolumeTelemetry", title: "telemetry.report-volume.v1" });
export type ReportVolumeTelemetry = z.infer<typeof ReportVolumeTelemetry>;

/** Moves the event time of a partition without a reading (`clock: stream`). */
export const Tick = z
  .object({ tick: z.int().nonnegative().max(8.64e15) })
  .meta({ id: "Tick", title: "A tick on any telemetry topic" });
export type Tick = z.infer<typeof Tick>;
