import { offsetOf } from "./zone.ts";

/** How a table writes dates in which the year does not come first. */
export type DateOrder = "ymd" | "dmy" | "mdy";

export type CellTime =
  | { readonly kind: "moment"; readonly at: number; readonly unit: EpochUnit | null }
  /** A time without an offset, as if it were UTC. */
  | { readonly kind: "local"; readonly at: number }
  | { readonly kind: "fault"; readonly reason: string };

export type EpochUnit = "seconds" | "milliseconds" | "microseconds" | "nanoseconds";

const fault = (reason: string): CellTime => ({ kind: "fault", reason });

/**
 * Reads a time: ISO 8601 or its like with a space, a date with another order, or a number since 1970, whose unit its size
 * tells.
 */
export function cellTime(text: string, order: DateOrder): CellTime {
  if (/^\d+(?:[.,]\d+)?$/.test(text)) return epochTime(text.replace(",", "."));
  const written = dateIn(text, order);
  if (typeof written === "string") return fault(written);
  const [, year, month, day, rest] = written;
  const clock = clockIn(rest);
  if (clock === null) return fault(`${text} is not a time`);
  const midnight = Date.UTC(year, month - 1, day);
  const real = new Date(midnight);
  if (real.getUTCMonth() !== month - 1 || real.getUTCDate() !== day) return fault(`${text} is no day`);
  const at = midnight + clock.sinceMidnightMs;
  if (at < 0) return fault(`${text} lies before 1970`);
  return clock.offsetMs === null
    ? { kind: "local", at }
    : { kind: "moment", at: at - clock.offsetMs, unit: null };
}

/** Sizes by which units since 1970 can be told apart for all times from 1973 on, and seconds from 2001 on. */
function epochTime(text: string): CellTime {
  const [whole = ""] = text.split(".");
  const size = Number(whole);
  if (size < 1e9) return fault(`${text} is no time: seconds since 1970 have ten digits`);
  if (size < 1e11) return moment(Math.round(Number(text) * 1000), "seconds");
  if (size < 1e14) return moment(size, "milliseconds");
  if (size < 1e17) return moment(Math.floor(size / 1000), "microseconds");
  if (size < 1e20) return moment(Number(BigInt(whole) / 1_000_000n), "nanoseconds");
  return fault(`${text} is no time`);
}

const moment = (at: number, unit: EpochUnit): CellTime => ({ kind: "moment", at, unit });

type WrittenDate = readonly ["date", year: number, month: number, day: number, rest: string];

/** The date that a text begins with, or why there is none. */
function dateIn(text: string, order: DateOrder): WrittenDate | string {
  const ymd = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)(.*)$/.exec(text);
  if (ymd !== null) return ["date", Number(ymd[1]), Number(ymd[3]), Number(ymd[4]), ymd[5] ?? ""];
  const other = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)(.*)$/.exec(text);
  if (other === null) return `${text} is not a time`;
  const [, first, separator, second, year, rest = ""] = other;
  // With points the day comes first, wherever dates are written so.
  if (order === "ymd" && separator !== ".")
    return `${text} may mean two days: say with --dates dmy or --dates mdy what comes first`;
  const [day, month] = order === "mdy" ? [second, first] : [first, second];
  return ["date", Number(year), Number(month), Number(day), rest];
}

interface Clock {
  readonly sinceMidnightMs: number;
  readonly offsetMs: number | null;
}

const clockPattern =
  /^(?:T|,? )?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([AP])\.?M\.?)?(?: ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?$/i;

/** What follows a date; midnight where nothing does. */
function clockIn(text: string): Clock | null {
  if (text === "") return { sinceMidnightMs: 0, offsetMs: null };
  const match = clockPattern.exec(text);
  if (match === null) return null;
  const [, hourText, minute, second = "0", fraction = "0", half, offset] = match;
  const hour =
    half === undefined ? Number(hourText) : (Number(hourText) % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  if (hour > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const seconds = hour * 3600 + Number(minute) * 60 + Math.min(59, Number(second));
  return {
    sinceMidnightMs: seconds * 1000 + Math.floor(Number(`0.${fraction}`) * 1000),
    offsetMs: offset === undefined ? null : offsetOf(offset),
  };
}
