/**
 * The unit that a time is written in where it is plainly not milliseconds; null where it may be. Milliseconds of these
 * sizes lie in 1970 to 1973 and after the year 5138, where nobody's telemetry lies; seconds and microseconds of 2001
 * to 2100 lie there.
 */
export function otherTimeUnit(time: number): "seconds" | "microseconds" | "nanoseconds" | null {
  if (time >= 1e9 && time < 1e11) return "seconds";
  if (time >= 1e17) return "nanoseconds";
  return time >= 1e14 ? "microseconds" : null;
}

export const timeUnitReason = (field: string, time: number, unit: string): string =>
  `${field}: ${time} is in ${unit}; times are epoch milliseconds`;
