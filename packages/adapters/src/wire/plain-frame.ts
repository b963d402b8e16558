import { nameOf, type WindowFrame } from "@tocsin/contracts";
import { type Field, fieldsOf } from "@tocsin/core";
import { type Fields, isCount } from "./plain-telemetry.ts";

/*
 * The contract's frame schema once more, by hand, for speed: the schema looks at every cell of every column and copies
 * it. A property test holds both equal.
 */

type Check = (value: unknown) => boolean;

const streams: ReadonlySet<unknown> = new Set(Object.keys(fieldsOf));
const closers: ReadonlySet<unknown> = new Set(["message", "tick", "clock", "end"]);

const cellChecks: Readonly<Record<Field["holds"], Check>> = {
  name: isName,
  time: Number.isSafeInteger,
  interval: isPositive,
  count: isCount,
  duration: Number.isFinite,
  histogram: (value) => isColumn(value, Number.isFinite),
};

const columnChecks: ReadonlyMap<string, Check> = new Map([
  ["offset", isCount],
  ...Object.values(fieldsOf)
    .flat()
    .map((field) => [field.name, checkOf(field)] as const),
]);

function checkOf({ holds, optional }: Field): Check {
  return optional ? nullOr(cellChecks[holds]) : cellChecks[holds];
}

/** Keys that every frame has, and those that may be absent. */
const frameKeys = 12;
const lateKey = "lateColumns";
const unseenKey = "unseen";
const countKeys = ["accepted", "late", "duplicate", "conflict", "rejected"] as const;

/** Whether the schema takes the value as it stands. False also for what it would take without its unknown keys. */
export function isPlainFrame(value: Fields): value is Fields & WindowFrame {
  return (
    Object.keys(value).length === frameKeys + optionalKeys(value) &&
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
    areColumns(value["columns"]) &&
    (!Object.hasOwn(value, lateKey) || areColumns(value[lateKey])) &&
    (!Object.hasOwn(value, unseenKey) || value[unseenKey] === true)
  );
}

const optionalKeys = (value: Fields): number =>
  [lateKey, unseenKey].filter((key) => Object.hasOwn(value, key)).length;

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
    const isCell = columnChecks.get(name);
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

function isName(value: unknown): boolean {
  return typeof value === "string" && nameOf(value) === value;
}

function isPositive(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function nullOr(check: Check): Check {
  return (value) => value === null || check(value);
}
