import type {
  DeliveryLatencyTelemetry,
  ErrorCode,
  ErrorRateTelemetry,
  ReportVolumeTelemetry,
  StreamName,
} from "@tocsin/contracts";
import { latencyBuckets } from "./buckets.ts";
import type { Cell, Counted } from "./cell.ts";
import type { Unit } from "./open-intervals.ts";

/** A value of telemetry, its stream, and when its producer would have written it. */
export interface TimedReading {
  readonly stream: StreamName;
  readonly arrivalMs: number;
  readonly value: ErrorRateTelemetry | DeliveryLatencyTelemetry | ReportVolumeTelemetry;
}

/** Fractions that were not counted yet. */
export type Rest = Partial<Record<Counted, number>>;

interface Interval {
  readonly start: number;
  readonly intervalMs: number;
}

/** Shares are sums of fractions: what differs by less than a millionth is the same. */
const steps = 1e6;

/** The reading of an interval; a code where what it needs is missing. */
export function readingOf(unit: Unit, cell: Cell, { start, intervalMs }: Interval): TimedReading | ErrorCode {
  const { stream, service, operation, region, source } = unit;
  const identity = {
    service,
    ts: start,
    intervalMs,
    ...(operation === null ? {} : { operation }),
    ...(region === null ? {} : { region }),
    ...(source === null ? {} : { source }),
  };
  const timed = { stream, arrivalMs: start + intervalMs };
  const measured = measuredOf(unit, cell);
  return typeof measured === "string" ? measured : { ...timed, value: { ...identity, ...measured } };
}

type Measured<Telemetry> = Omit<
  Telemetry,
  "service" | "ts" | "intervalMs" | "operation" | "region" | "source"
>;

function measuredOf(
  unit: Unit,
  cell: Cell,
):
  | Measured<ErrorRateTelemetry>
  | Measured<DeliveryLatencyTelemetry>
  | Measured<ReportVolumeTelemetry>
  | ErrorCode {
  if (unit.stream === "error-rate") return requestsOf(cell, unit.rest);
  if (unit.stream === "delivery-latency") return deliveryOf(cell, unit.rest);
  return { reports: whole(cell, "reports", unit.rest) };
}

/** A failed request waits for the next interval where rounding has made one more of them than of all. */
function requestsOf(cell: Cell, rest: Rest): Measured<ErrorRateTelemetry> | ErrorCode {
  if (!cell.counted.has("requests")) return "sample-incomplete";
  const requests = whole(cell, "requests", rest);
  const errors = whole(cell, "errors", rest);
  if (errors <= requests) return { requests, errors };
  if (errors > requests + 1) return "count-impossible";
  rest.errors = (rest.errors ?? 0) + 1;
  return { requests, errors: requests };
}

function deliveryOf(cell: Cell, rest: Rest): Measured<DeliveryLatencyTelemetry> | ErrorCode {
  const counted = cell.counted.has("delivered") ? "delivered" : "observed";
  if (!cell.counted.has(counted)) return "sample-incomplete";
  const delivered = whole(cell, counted, rest);
  const buckets = latencyBuckets([...(cell.families?.values() ?? [])], delivered);
  const undelivered = cell.counted.has("undelivered") ? whole(cell, "undelivered", rest) : null;
  const { highest } = cell;
  const times = {
    oldestUndeliveredMs: highest?.get("oldestUndelivered"),
    p50Ms: delivered === 0 ? undefined : highest?.get("p50"),
    p95Ms: delivered === 0 ? undefined : highest?.get("p95"),
    p99Ms: delivered === 0 ? undefined : highest?.get("p99"),
  };
  const known = Object.fromEntries(Object.entries(times).filter(([, ms]) => ms !== undefined));
  return {
    delivered,
    ...(undelivered === null ? {} : { undelivered }),
    ...(known as Readonly<Record<keyof typeof times, number>>),
    ...(buckets.length === 0 ? {} : { buckets: [...buckets] }),
  };
}

/** The count in whole numbers; what is left over counts in the next interval. Never below zero. */
function whole(cell: Cell, field: Counted, rest: Rest): number {
  const amount = Math.round(((cell.counted.get(field) ?? 0) + (rest[field] ?? 0)) * steps) / steps;
  const counted = Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(amount)));
  const left = amount - counted;
  rest[field] = Math.abs(left) < 2 ? left : 0;
  return counted;
}
