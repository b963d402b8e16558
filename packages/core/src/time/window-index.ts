/**
 * Windows are counted from the epoch: window `i` is [i x windowMs, (i + 1) x windowMs), its start in it and its end not.
 * Times are epoch milliseconds.
 */
export function windowIndexAt(timeMs: number, windowMs: number): number {
  return Math.floor(timeMs / windowMs);
}

/**
 * The window in which a reading counts: the one that holds the last millisecond of its interval. So a reading that
 * ends exactly where a window ends belongs to that window, whether its interval is shorter, as long, or longer.
 */
export function windowIndexOfReading(ts: number, intervalMs: number, windowMs: number): number {
  return Math.floor((ts + intervalMs - 1) / windowMs);
}
