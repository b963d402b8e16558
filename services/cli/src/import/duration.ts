const unitsMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const pattern = /^(\d{1,9})(ms|s|m|h|d)$/;

/**
 * Milliseconds of a duration such as `30s`, `5m` or `48h`, or null where the text is none.
 *
 * @example parseDuration("5m") === 300000
 */
export function parseDuration(text: string): number | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  return Number(match[1]) * unitsMs[match[2] as keyof typeof unitsMs];
}

/** The same duration in the largest of h, m, s and ms of which it is a whole number. */
export function durationText(durationMs: number): string {
  for (const unit of ["h", "m", "s"] as const) {
    if (durationMs >= unitsMs[unit] && durationMs % unitsMs[unit] === 0)
      return `${durationMs / unitsMs[unit]}${unit}`;
  }
  return `${durationMs}ms`;
}
