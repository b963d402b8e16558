import { usageFault } from "../../exit-codes.ts";

/** Which moments a clock on the wall can mean. */
export interface Zone {
  /**
   * The moments (epoch milliseconds) at which the clocks there show this time, which is written as if it were UTC: one,
   * none where they were put forward past it, two where they were put back over it; in order.
   */
  readonly momentsOf: (localMs: number) => readonly number[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** `+02:00`, `-0330`, `Z` and `UTC`. */
const offsetPattern = /^(?:Z|UTC|GMT|([+-])(\d{2}):?(\d{2})?)$/i;

/** Milliseconds east of UTC, or null where the text is no offset. */
export function offsetOf(text: string): number | null {
  const match = offsetPattern.exec(text);
  if (match === null) return null;
  const [, sign, hours, minutes = "0"] = match;
  if (sign === undefined) return 0;
  const offset = Number(hours) * hourMs + Number(minutes) * 60_000;
  return offset > 18 * hourMs ? null : (sign === "-" ? -1 : 1) * offset;
}

/** A zone by its IANA name, or an offset that holds all year. Throws a `ProcessFault` of code 2 for what is neither. */
export function zoneOf(name: string): Zone {
  const offset = offsetOf(name);
  if (offset !== null) return { momentsOf: (localMs) => [localMs - offset] };
  const offsetAt = offsetsOf(name);
  return {
    momentsOf: (localMs) => {
      const around = new Set([offsetAt(localMs - dayMs), offsetAt(localMs + dayMs)]);
      const moments = [...around].map((east) => localMs - east);
      return moments.filter((at) => at + offsetAt(at) === localMs).toSorted((a, b) => a - b);
    },
  };
}

/** Clocks are put forward and back at whole quarters of an hour. */
const quarterMs = 900_000;
const mostKept = 100_000;

function offsetsOf(name: string): (at: number) => number {
  const shown = format(name);
  const known = new Map<number, number>();
  return (at) => {
    const quarter = Math.floor(at / quarterMs);
    const before = known.get(quarter);
    if (before !== undefined) return before;
    if (known.size >= mostKept) known.clear();
    const start = quarter * quarterMs;
    const parts = new Map(shown.formatToParts(start).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
    known.set(quarter, local - start);
    return local - start;
  };
}

function format(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  } catch {
    throw usageFault(
      `--zone ${name} is neither a time zone nor an offset`,
      "Write a zone such as Europe/Berlin or America/New_York, or an offset such as +02:00 or UTC.",
    );
  }
}
