const minuteMs = 60_000;
const minutesPerHour = 60;
const minutesPerDay = 1440;
const minutesPerWeek = 7 * minutesPerDay;
/** 1970-01-01 was a Thursday; weeks here begin on Monday. */
const epochMinuteOfWeek = 3 * minutesPerDay;
/** The weekend fades in and out over these hours round local midnight. */
const weekendFadeHours = 3;
/** How much the second harmonic sharpens the evening peak and flattens the night, relative to the depth. */
const secondHarmonicShare = 0.25;

/** How load follows the clock and the week of a service's audience. */
export interface DayProfile {
  readonly utcOffsetHours: number;
  /** Local hour of the highest load. */
  readonly peakHour: number;
  /** 0: the same load all day. 0.5: the peak is about three times the trough. */
  readonly depth: number;
  /** Load on Saturday and Sunday, relative to a weekday. */
  readonly weekendFactor: number;
}

/** Relative load for each minute of the week from Monday 00:00 UTC; its mean is 1. */
export type WeeklyShape = Float64Array;

/** Daily and weekly load of an audience. It is computed from UTC and an offset, never from this machine's time zone. */
export function weeklyShape(day: DayProfile): WeeklyShape {
  const shape = new Float64Array(minutesPerWeek);
  for (let minute = 0; minute < minutesPerWeek; minute += 1) {
    const localMinute = minute + day.utcOffsetHours * minutesPerHour;
    shape[minute] = dayFactor(localMinute, day) * weekFactor(localMinute, day.weekendFactor);
  }
  const mean = shape.reduce((sum, value) => sum + value, 0) / minutesPerWeek;
  return shape.map((value) => value / mean);
}

export function loadAt(shape: WeeklyShape, ts: number): number {
  return shape[(Math.floor(ts / minuteMs) + epochMinuteOfWeek) % minutesPerWeek] ?? 1;
}

function dayFactor(localMinute: number, day: DayProfile): number {
  const angle = (2 * Math.PI * (localMinute / minutesPerHour - day.peakHour)) / 24;
  return 1 + day.depth * (Math.cos(angle) + secondHarmonicShare * Math.cos(2 * angle));
}

function weekFactor(localMinute: number, weekendFactor: number): number {
  const minuteOfWeek = (localMinute + minutesPerWeek) % minutesPerWeek;
  const sinceSaturday = (minuteOfWeek - 5 * minutesPerDay + minutesPerWeek) % minutesPerWeek;
  const fadeMinutes = weekendFadeHours * minutesPerHour;
  const entered = smoothStep(sinceSaturday / fadeMinutes);
  const left = smoothStep((sinceSaturday - 2 * minutesPerDay) / fadeMinutes);
  return 1 + (entered - left) * (weekendFactor - 1);
}

/** From 0 to 1 along half a cosine. */
function smoothStep(position: number): number {
  const bounded = Math.min(1, Math.max(0, position));
  return 0.5 - 0.5 * Math.cos(Math.PI * bounded);
}
