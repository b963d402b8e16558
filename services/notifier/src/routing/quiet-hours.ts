import type { NotifyRoute, Severity, Weekday } from "@tocsin/contracts";

const minuteMs = 60_000;
const dayMinutes = 1440;
const weekdays: readonly Weekday[] = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
];

type Hours = Pick<NotifyRoute, "quietFrom" | "quietTo" | "quietDays" | "quietTimeZone" | "quietUnless">;

/**
 * When the quiet hours of a route end that hold now, epoch ms; null where none hold, or not of this severity. They go by
 * the wall clock of their time zone: on a night on which it changes they are an hour longer or shorter.
 */
export function quietUntil(
  hours: Hours,
  severity: Severity,
  { timeZone, nowMs }: { readonly timeZone: string; readonly nowMs: number },
): number | null {
  const { quietFrom, quietTo, quietUnless = ["critical"] } = hours;
  if (quietFrom === undefined || quietTo === undefined || quietUnless.includes(severity)) return null;
  const minute = Math.floor(nowMs / minuteMs);
  const known = answers.get(hours);
  if (known?.minute === minute && known.timeZone === timeZone) return known.untilMs;
  const untilMs = endOf({ ...hours, quietFrom, quietTo }, hours.quietTimeZone ?? timeZone, minute);
  answers.set(hours, { minute, timeZone, untilMs });
  return untilMs;
}

interface Answer {
  readonly minute: number;
  readonly timeZone: string;
  readonly untilMs: number | null;
}

/** It is asked of every incident and sink, and the answer is the same for a minute. */
const answers = new WeakMap<Hours, Answer>();

function endOf(
  { quietFrom, quietTo, quietDays }: Hours & { readonly quietFrom: string; readonly quietTo: string },
  timeZone: string,
  minute: number,
): number | null {
  const [from, to] = [minutesOf(quietFrom), minutesOf(quietTo)];
  const isQuiet = (at: number): boolean => {
    const clock = wallClock(at * minuteMs, timeZone);
    const isAfterMidnight = from > to && clock.minute < to;
    const day = isAfterMidnight ? (clock.weekday + 6) % 7 : clock.weekday;
    const isWithin =
      from < to ? clock.minute >= from && clock.minute < to : clock.minute >= from || clock.minute < to;
    return isWithin && (quietDays === undefined || quietDays.includes(weekdays[day] as Weekday));
  };
  if (!isQuiet(minute)) return null;
  let end = minute + 1;
  while (isQuiet(end) && end - minute < 2 * dayMinutes) end += 1;
  return end * minuteMs;
}

function minutesOf(text: string): number {
  const [hours = "0", minutes = "0"] = text.split(":");
  return Number(hours) * 60 + Number(minutes);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wallClock(atMs: number, timeZone: string): { readonly weekday: number; readonly minute: number } {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "long",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const weekday = weekdays.indexOf((parts.get("weekday") ?? "").toLowerCase() as Weekday);
  return { weekday, minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute")) };
}
