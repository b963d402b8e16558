import { numberOf, type Value, withBuckets, withNumbers } from "./reading.ts";
import type { Step } from "./step.ts";

type Fail = Extract<Step, { readonly kind: "fail" }>;

/** How far the failure has come on: 0 to 1. */
const rampAt = ({ rampMs, target: { fromMs } }: Fail, arrivalMs: number): number =>
  rampMs <= 0 || fromMs === undefined ? 1 : Math.min(1, Math.max(0, (arrivalMs - fromMs) / rampMs));

/** What a producer of a failing service sends; null: nothing. Counts stay whole, and parts never exceed their whole. */
export function failed(value: Value, step: Fail, arrivalMs: number): Value | null {
  const ramp = rampAt(step, arrivalMs);
  const depth = step.depth * ramp;
  const times = 1 + (step.times - 1) * ramp;
  switch (step.shape) {
    case "silent":
      return null;
    case "errors":
      return withErrors(value, depth);
    case "traffic-gone":
      return withoutTraffic(value, depth);
    case "stalled":
      return stalled(value, depth, Math.max(0, arrivalMs - (step.target.fromMs ?? arrivalMs)));
    case "slow":
      return slowed(value, times);
    case "reports":
      return withNumbers(value, { reports: (count) => Math.round(Math.max(1, count) * times) });
  }
}

function withErrors(value: Value, depth: number): Value {
  const requests = numberOf(value, "requests");
  if (requests === null) return value;
  return withNumbers(value, { errors: (errors) => Math.max(errors, Math.round(requests * depth)) });
}

/** Errors fall with the requests that they are out of. */
function withoutTraffic(value: Value, depth: number): Value {
  const less = (count: number): number => Math.floor(count * (1 - depth));
  const fewer = withNumbers(value, { requests: less, errors: less, delivered: less, undelivered: less });
  return withBuckets(fewer, { count: less });
}

/** What is not delivered is stuck, the oldest of it since the failure began. */
function stalled(value: Value, depth: number, sinceMs: number): Value {
  const delivered = numberOf(value, "delivered");
  if (delivered === null) return value;
  const stuck = Math.round(delivered * depth);
  const less = (count: number): number => Math.floor(count * (1 - depth));
  const fewer = withBuckets(withNumbers(value, { delivered: () => delivered - stuck }), { count: less });
  return {
    ...fewer,
    undelivered: (numberOf(value, "undelivered") ?? 0) + stuck,
    oldestUndeliveredMs: Math.max(numberOf(value, "oldestUndeliveredMs") ?? 0, sinceMs),
  };
}

function slowed(value: Value, times: number): Value {
  const slower = (ms: number): number => ms * times;
  return withBuckets(withNumbers(value, { p50Ms: slower, p95Ms: slower, p99Ms: slower }), { leMs: slower });
}
