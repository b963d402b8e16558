import type { ZoneTable } from "@tocsin/core";

/** Before and after these years a zone keeps the offset that it has at the end. */
const firstYear = 2000;
const lastYear = 2050;
/** Zones do not change twice within it. */
const stepMs = 7 * 86_400_000;
const minuteMs = 60_000;

const tables = new Map<string, ZoneTable>();

/** Whether this machine knows the time zone. */
export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** When the wall clock of a time zone changes, from 2000 to 2050. Throws RangeError for a zone that is not known. */
export function zoneTable(name: string): ZoneTable {
  const known = tables.get(name);
  if (known !== undefined) return known;
  const made = tableOf(name);
  tables.set(name, made);
  return made;
}

function tableOf(name: string): ZoneTable {
  const offsetAt = offsetsOf(name);
  const endMs = Date.UTC(lastYear, 0, 1);
  let atMs = Date.UTC(firstYear, 0, 1);
  let offset = offsetAt(atMs);
  const fromMs = [atMs];
  const offsetMs = [offset];
  for (; atMs < endMs; atMs += stepMs) {
    const next = offsetAt(atMs + stepMs);
    if (next === offset) continue;
    fromMs.push(changeBetween(atMs, atMs + stepMs, offsetAt));
    offsetMs.push(next);
    offset = next;
  }
  return { name, fromMs, offsetMs };
}

/** The first minute at which the offset is that of `highMs`. */
function changeBetween(lowMs: number, highMs: number, offsetAt: (atMs: number) => number): number {
  const after = offsetAt(highMs);
  let low = lowMs;
  let high = highMs;
  while (high - low > minuteMs) {
    const middle = low + Math.floor((high - low) / minuteMs / 2) * minuteMs;
    if (offsetAt(middle) === after) high = middle;
    else low = middle;
  }
  return high;
}

/** What a zone adds to UTC at an instant, milliseconds. */
function offsetsOf(name: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (atMs) => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(atMs)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - atMs;
  };
}
