import type {
  DeliveryLatencyTelemetry,
  ErrorCode,
  ErrorRateTelemetry,
  ReportVolumeTelemetry,
  StreamName,
} from "@tocsin/contracts";
import { latencyBuckets } from "./buckets.ts";
import { type Cell, type Counted, countedIn } from "./cell.ts";
import type { Unit } from "./open-intervals.ts";

/** A value of telemetry, its stream, and when its producer would have written it. */
export interface TimedReading {
  readonly stream: StreamName;
  readonly arrivalMs: number;
  readonly value: ErrorRateTelemetry | DeliveryLatencyTelemetry | ReportVolumeTelemetry;
}

/** Fractions that were not counted yet. */
export type Rest = Partial<Record<Counted, number>>;

/** Shares are sums of fractions: what differs by less than a millionth is the same. */
const steps = 1e6;

/** The reading of an interval; a code where what it needs is missing. */
export function readingOf(unit: Unit, cell: Cell, intervalMs: number): TimedReading | ErrorCode {
  const { start: ts, requests } = cell;
  const arrivalMs = ts + intervalMs;
  const { stream, service, operation, region, source } = unit;
  const isPlain = operation === null && region === null && source === null;
  if (isPlain && stream === "error-rate" && requests !== null && isAsCounted(cell, unit.rest)) {
    // Most services have no more names, and most readings are of whole requests: of these nothing else is made.
    return { stream, arrivalMs, value: { service, ts, intervalMs, requests, errors: cell.errors ?? 0 } };
  }
  const measured = measuredOf(unit, cell);
  if (typeof measured === "string") return measured;
  return { stream, arrivalMs, value: named(unit, { ts, intervalMs }, measured) };
}

/** Whether there is nothing to round in requests and errors, and nothing is left over from before. */
function isAsCounted({ requests, errors }: Cell, rest: Rest): boolean {
  rest.requests ??= 0;
  rest.errors ??= 0;
  if (rest.requests !== 0 || rest.errors !== 0 || requests === null || !isWhole(requests)) return false;
  return errors === null || (errors <= requests && isWhole(errors));
}

interface Interval {
  readonly ts: number;
  readonly intervalMs: number;
}

function named(
  { service, operation, region, source }: Unit,
  { ts, intervalMs }: Interval,
  measured: AnyMeasured,
): TimedReading["value"] {
  return {
    service,
    ts,
    intervalMs,
    ...(operation === null ? {} : { operation }),
    ...(region === null ? {} : { region }),
    ...(source === null ? {} : { source }),
    ...measured,
  };
}

type Measured<Telemetry> = Omit<
  Telemetry,
  "service" | "ts" | "intervalMs" | "operation" | "region" | "source"
>;

type AnyMeasured =
  | Measured<ErrorRateTelemetry>
  | Measured<DeliveryLatencyTelemetry>
  | Measured<ReportVolumeTelemetry>;

function measuredOf(unit: Unit, cell: Cell): AnyMeasured | ErrorCode {
  if (unit.stream === "error-rate") return requestsOf(cell, unit.rest);
  if (unit.stream === "delivery-latency") return deliveryOf(cell, unit.rest);
  return { reports: whole(cell, "reports", unit.rest) };
}

/** A failed request waits for the next interval where rounding has made one more of them than of all. */
function requestsOf(cell: Cell, rest: Rest): Measured<ErrorRateTelemetry> | ErrorCode {
  if (cell.requests === null) return "sample-incomplete";
  rest.requests ??= 0;
  rest.errors ??= 0;
  const requests =
    rest.requests === 0 && isWhole(cell.requests) ? cell.requests : whole(cell, "requests", rest);
  const errors =
    rest.errors === 0 && (cell.errors === null || isWhole(cell.errors))
      ? (cell.errors ?? 0)
      : whole(cell, "errors", rest);
  if (errors <= requests) return { requests, errors };
  if (errors > requests + 1) return "count-impossible";
  rest.errors = (rest.errors ?? 0) + 1;
  return { requests, errors: requests };
}

/** So far there is nothing to round in steps of a millionth. */
const mostWhole = 1e9;

const isWhole = (count: number): boolean => Number.isInteger(count) && count >= 0 && count <= mostWhole;

function deliveryOf(cell: Cell, rest: Rest): Measured<DeliveryLatencyTelemetry> | ErrorCode {
  const { more } = cell;
  const counted = more === null || more.delivered === null ? "observed" : "delivered";
  if (more === null || more[counted] === null) return "sample-incomplete";
  const delivered = whole(cell, counted, rest);
  const buckets = latencyBuckets([...(more.families?.values() ?? [])], delivered);
  const undelivered = more.undelivered === null ? null : whole(cell, "undelivered", rest);
  const { highest } = more;
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
  const amount = Math.round(((countedIn(cell, field) ?? 0) + (rest[field] ?? 0)) * steps) / steps;
  const counted = Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(amount)));
  const left = amount - counted;
  rest[field] = Math.abs(left) < 2 ? left : 0;
  return counted;
}
