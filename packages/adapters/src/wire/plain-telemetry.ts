import type { DeliveryLatencyTelemetry, ErrorRateTelemetry, ReportVolumeTelemetry } from "@tocsin/contracts";

/*
 * The contract's telemetry schemas once more, by hand, for speed. A property test holds both equal. They look at own
 * data properties of what JSON.parse gave, so a key such as `__proto__` is one more unknown key.
 */

export type Fields = Readonly<Record<string, unknown>>;

export function isErrorRate(value: Fields): value is Fields & ErrorRateTelemetry {
  return isIdentity(value) && isCount(value["requests"]) && isCount(value["errors"]);
}

export function isDeliveryLatency(value: Fields): value is Fields & DeliveryLatencyTelemetry {
  return (
    isIdentity(value) &&
    isCount(value["delivered"]) &&
    (value["undelivered"] === undefined || isCount(value["undelivered"])) &&
    isOptionalDuration(value["oldestUndeliveredMs"]) &&
    isOptionalDuration(value["p50Ms"]) &&
    isOptionalDuration(value["p95Ms"]) &&
    isOptionalDuration(value["p99Ms"]) &&
    (value["buckets"] === undefined || isHistogram(value["buckets"]))
  );
}

export function isReportVolume(value: Fields): value is Fields & ReportVolumeTelemetry {
  return isIdentity(value) && isCount(value["reports"]) && isOptionalName(value["category"]);
}

/** `ts` is judged apart: it may be a number or a text. */
function isIdentity(value: Fields): boolean {
  const intervalMs = value["intervalMs"];
  return (
    isName(value["service"]) &&
    Number.isSafeInteger(intervalMs) &&
    (intervalMs as number) >= 1 &&
    (intervalMs as number) <= 86_400_000 &&
    isOptionalName(value["operation"]) &&
    isOptionalName(value["region"]) &&
    isOptionalName(value["source"])
  );
}

function isOptionalName(value: unknown): boolean {
  return value === undefined || isName(value);
}

/** `namePattern` of the contract, by character. */
export function isName(value: unknown): boolean {
  if (typeof value !== "string" || value.length === 0 || value.length > 128) return false;
  if (!isLetterOrDigit(value.charCodeAt(0))) return false;
  for (let at = 1; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    // Space - . _ may follow the first character.
    if (!isLetterOrDigit(code) && code !== 32 && code !== 45 && code !== 46 && code !== 95) return false;
  }
  return true;
}

function isLetterOrDigit(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
}

export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isOptionalDuration(value: unknown): boolean {
  return value === undefined || isDuration(value);
}

function isDuration(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= 1e12;
}

function isHistogram(value: unknown): boolean {
  return Array.isArray(value) && value.length >= 1 && value.length <= 256 && value.every(isBucket);
}

function isBucket(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const bucket = value as Fields;
  return isDuration(bucket["leMs"]) && isCount(bucket["count"]);
}
