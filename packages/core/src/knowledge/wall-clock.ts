import type { Knowledge, SpecialDays, ZoneTable } from "./knowledge.ts";

const dayMs = 86_400_000;
const daysPerWeek = 7;
const halfHourMs = 1_800_000;

/** An instant on the clock that a service's days go by; all are milliseconds, as if that clock was UTC. */
export interface WallTime {
  /** What the clock shows. */
  readonly wallMs: number;
  /** The same, moved by whole days to the day of the week that a special day is like: where seasons are read and learned. */
  readonly slotMs: number;
  /** `slotMs` of half an hour before and after on the clock: at midnight one may be of a day that is like another. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** The day is like none: nothing is learned of it. */
  readonly isUnlike: boolean;
}

/** The clocks by which services live: one for all, and more where a zone or a special day is not about all of them. */
export interface Clocks {
  /** Number of the clock of a service. */
  readonly of: (service: string) => number;
  /** What each clock shows, by number. */
  readonly at: (timeMs: number) => readonly WallTime[];
  /** What each adds to UTC, milliseconds, by number. */
  readonly offsets: (timeMs: number) => readonly number[];
}

/** The number of the clock by which all live that have no other, and by which sources are looked at. */
export const commonClock = 0;

interface Clock {
  readonly zone: ZoneTable | null;
  readonly days: readonly SpecialDays[];
}

export function clocksOf({ zone, zoneOf, calendar }: Knowledge): Clocks {
  const clocks: Clock[] = [{ zone, days: calendar.filter(({ services }) => services === null) }];
  const numbers = new Map<string, number>();
  const make = (service: string): number => {
    const own = Object.hasOwn(zoneOf, service) ? zoneOf[service]! : zone;
    const days = calendar.filter(({ services }) => services === null || services.includes(service));
    const same = clocks.findIndex(
      (clock) =>
        clock.zone?.name === own?.name &&
        clock.days.length === days.length &&
        clock.days.every((day, at) => day === days[at]),
    );
    return same >= 0 ? same : clocks.push({ zone: own, days }) - 1;
  };
  return {
    of: (service) => {
      const number = numbers.get(service) ?? make(service);
      numbers.set(service, number);
      return number;
    },
    at: (timeMs) => clocks.map((clock) => wallTime(clock, timeMs)),
    offsets: (timeMs) => clocks.map(({ zone: its }) => offsetAt(its, timeMs)),
  };
}

/** What a zone adds to UTC at an instant: before its first change what holds then. */
export function offsetAt(zone: ZoneTable | null, timeMs: number): number {
  if (zone === null) return 0;
  const { fromMs, offsetMs } = zone;
  let low = 0;
  let high = fromMs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fromMs[middle]! <= timeMs) low = middle;
    else high = middle - 1;
  }
  return offsetMs[low] ?? 0;
}

function wallTime({ zone, days }: Clock, timeMs: number): WallTime {
  const wallMs = timeMs + offsetAt(zone, timeMs);
  if (days.length === 0) return plainTime(wallMs);
  return {
    wallMs,
    slotMs: slotTime(days, wallMs),
    beforeMs: slotTime(days, wallMs - halfHourMs),
    afterMs: slotTime(days, wallMs + halfHourMs),
    isUnlike: specialDay(days, wallMs)?.like === null,
  };
}

/** An instant of a clock without special days. */
export const plainTime = (wallMs: number): WallTime => ({
  wallMs,
  slotMs: wallMs,
  beforeMs: wallMs - halfHourMs,
  afterMs: wallMs + halfHourMs,
  isUnlike: false,
});

const dayOf = (wallMs: number): number => Math.floor(wallMs / dayMs);

function specialDay(days: readonly SpecialDays[], wallMs: number): SpecialDays | undefined {
  const day = dayOf(wallMs);
  return days.find(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay);
}

/** Moved to the nearest day of the week that the day is like; as it is where it is like none. */
function slotTime(days: readonly SpecialDays[], wallMs: number): number {
  const like = specialDay(days, wallMs)?.like ?? null;
  return like === null ? wallMs : wallMs + daysTo(like, dayOf(wallMs)) * dayMs;
}

/** Day 0 was a Thursday. */
const firstWeekday = 4;

/** From -3 to 3. */
function daysTo(weekday: number, day: number): number {
  const ahead = (((weekday - firstWeekday - day) % daysPerWeek) + daysPerWeek) % daysPerWeek;
  return ahead > 3 ? ahead - daysPerWeek : ahead;
}
