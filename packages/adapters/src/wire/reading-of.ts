import type { DeliveryLatencyTelemetry, ErrorRateTelemetry, ReportVolumeTelemetry } from "@tocsin/contracts";
import type { DeliveryLatencyReading, ErrorRateReading, ReportVolumeReading } from "@tocsin/core";

/* Checked telemetry to readings. `ts` has become epoch milliseconds; what the producer left out becomes null. */

export function errorRateReading(value: ErrorRateTelemetry, ts: number): ErrorRateReading {
  return {
    stream: "error-rate",
    service: value.service,
    operation: value.operation ?? null,
    region: value.region ?? null,
    source: value.source ?? null,
    ts,
    intervalMs: value.intervalMs,
    requests: value.requests,
    errors: value.errors,
  };
}

export function deliveryLatencyReading(value: DeliveryLatencyTelemetry, ts: number): DeliveryLatencyReading {
  return {
    stream: "delivery-latency",
    service: value.service,
    operation: value.operation ?? null,
    region: value.region ?? null,
    source: value.source ?? null,
    ts,
    intervalMs: value.intervalMs,
    delivered: value.delivered,
    undelivered: value.undelivered ?? null,
    oldestUndeliveredMs: value.oldestUndeliveredMs ?? null,
    p50Ms: value.p50Ms ?? null,
    p95Ms: value.p95Ms ?? null,
    p99Ms: value.p99Ms ?? null,
    buckets: value.buckets === undefined ? null : flatBuckets(value.buckets),
  };
}

export function reportVolumeReading(value: ReportVolumeTelemetry, ts: number): ReportVolumeReading {
  return {
    stream: "report-volume",
    service: value.service,
    operation: value.operation ?? null,
    region: value.region ?? null,
    source: value.source ?? null,
    ts,
    intervalMs: value.intervalMs,
    reports: value.reports,
    category: value.category ?? null,
  };
}

function flatBuckets(buckets: NonNullable<DeliveryLatencyTelemetry["buckets"]>): readonly number[] {
  const flat: number[] = [];
  for (const { leMs, count } of buckets) flat.push(leMs, count);
  return flat;
}
