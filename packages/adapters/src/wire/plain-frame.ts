import type { WindowFrame } from "@tocsin/contracts";
import { type Fields, isCount, isName } from "./plain-telemetry.ts";

/*
 * The contract's frame schema once more, by hand, for speed: the schema looks at every cell of every column and copies
 * it. A property test holds both equal.
 */

type Check = (value: unknown) => boolean;

const streams: ReadonlySet<unknown> = new Set(["error-rate", "delivery-latency", "report-volume"]);
const closers: ReadonlySet<unknown> = new Set(["message", "tick", "clock", "end"]);

const cellChecks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ["offset", isCount],
  ["service", isName],
  ["operation", nullOr(isName)],
  ["region", nullOr(isName)],
  ["source", nullOr(isName)],
  ["ts", Number.isSafeInteger],
  ["intervalMs", isPositive],
  ["requests", isCount],
  ["errors", isCount],
  ["delivered", isCount],
  ["undelivered", nullOr(isCount)],
  ["oldestUndeliveredMs", nullOr(Number.isFinite)],
  ["p50Ms", nullOr(Number.isFinite)],
  ["p95Ms", nullOr(Number.isFinite)],
  ["p99Ms", nullOr(Number.isFinite)],
  ["buckets", nullOr((value) => isColumn(value, Number.isFinite))],
  ["reports", isCount],
  ["category", nullOr(isName)],
]);

const frameKeys = 12;
const countKeys = ["accepted", "late", "duplicate", "conflict", "rejected"] as const;

/** Whether the schema takes the value as it stands. False also for what it would take without its unknown keys. */
export function isPlainFrame(value: Fields): value is Fields & WindowFrame {
  return (
    Object.keys(value).length === frameKeys &&
    value["v"] === 1 &&
    typeof value["topic"] === "string" &&
    isCount(value["partition"]) &&
    streams.has(value["stream"]) &&
    Number.isSafeInteger(value["windowStart"]) &&
    isPositive(value["windowMs"]) &&
    Number.isSafeInteger(value["watermark"]) &&
    closers.has(value["closedBy"]) &&
    isCount(value["part"]) &&
    isPositive(value["parts"]) &&
    areCounts(value["counts"]) &&
    areColumns(value["columns"])
  );
}

function areCounts(value: unknown): boolean {
  return (
    isFields(value) &&
    Object.keys(value).length === countKeys.length &&
    countKeys.every((key) => isCount(value[key]))
  );
}

function areColumns(value: unknown): boolean {
  if (!isFields(value)) return false;
  if (!hasColumns(value)) return false;
  return Object.keys(value).every((name) => {
    const isCell = cellChecks.get(name);
    return isCell !== undefined && isColumn(value[name], isCell);
  });
}

function hasColumns(value: Fields): boolean {
  const { offset, service, ts, intervalMs } = value;
  return offset !== undefined && service !== undefined && ts !== undefined && intervalMs !== undefined;
}

function isColumn(value: unknown, isCell: Check): boolean {
  if (!Array.isArray(value)) return false;
  for (const cell of value) if (!isCell(cell)) return false;
  return true;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPositive(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function nullOr(check: Check): Check {
  return (value) => value === null || check(value);
}
