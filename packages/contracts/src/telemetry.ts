import { z } from "zod";
import { count, histogram, milliseconds } from "./fields.ts";
import { Name } from "./names.ts";

export { LatencyBucket } from "./fields.ts";

const timeWords = "an ISO 8601 time needs its offset, such as Z or +02:00";

/** A time in a leap second, such as `2016-12-31T23:59:60Z`. */
const leapSecond = z
  .string()
  .regex(
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:60(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/,
    timeWords,
  );

/** Epoch milliseconds, or ISO 8601 with an offset. */
export const Timestamp = z.union([
  z.int().nonnegative().max(8.64e15),
  z.iso.datetime({ offset: true, error: timeWords }),
  leapSecond,
]);
export type Timestamp = z.infer<typeof Timestamp>;

/**
 * Epoch milliseconds of a timestamp; NaN for a day that does not exist. A leap second is none of them, and is read as
 * the second before it, so that it does not run into the next minute.
 *
 * @example epochMsOf("2016-12-31T23:59:60Z") === 1483228799000
 */
export function epochMsOf(timestamp: Timestamp): number {
  return typeof timestamp === "number" ? timestamp : Date.parse(timestamp.replace(/:60(?=[.Z+-])/, ":59"));
}

/** A field that may be left out; null says the same. */
const optional = <Field extends z.ZodType>(field: Field) => z.exactOptional(field.nullable());

const identity = {
  service: Name,
  /** Start of the interval. */
  ts: Timestamp,
  intervalMs: z.int().min(1).max(86_400_000),
  operation: optional(Name),
  region: optional(Name),
  /** Who observed it. Sources see the same thing and are never added up. */
  source: optional(Name),
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
    undelivered: optional(count),
    oldestUndeliveredMs: optional(milliseconds),
    p50Ms: optional(milliseconds),
    p95Ms: optional(milliseconds),
    p99Ms: optional(milliseconds),
    buckets: optional(histogram),
  })
  .meta({ id: "DeliveryLatencyTelemetry", title: "telemetry.delivery-latency.v1" });
export type DeliveryLatencyTelemetry = z.infer<typeof DeliveryLatencyTelemetry>;

/** One interval of user reports. */
export const ReportVolumeTelemetry = z
  .object({ ...identity, reports: count, category: optional(Name) })
  .meta({ id: "ReportVolumeTelemetry", title: "telemetry.report-volume.v1" });
export type ReportVolumeTelemetry = z.infer<typeof ReportVolumeTelemetry>;

/** Moves the event time of a partition without a reading (`clock: stream`). */
export const Tick = z
  .object({ tick: z.int().nonnegative().max(8.64e15) })
  .meta({ id: "Tick", title: "A tick on any telemetry topic" });
export type Tick = z.infer<typeof Tick>;
