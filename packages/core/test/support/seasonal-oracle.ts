const hourMs = 3_600_000;
const hoursPerWeek = 168;
const hoursPerDay = 24;

export interface PastReading {
  readonly timeMs: number;
  readonly value: number;
  readonly exposure: number;
}

/** Mean of each whole hour that ended before `timeMs`, by hours since the epoch. */
function hourMeans(past: readonly PastReading[], timeMs: number): Map<number, number> {
  const hours = new Map<number, PastReading[]>();
  for (const reading of past) {
    const hour = Math.floor(reading.timeMs / hourMs);
    hours.set(hour, [...(hours.get(hour) ?? []), reading]);
  }
  const newest = Math.floor(timeMs / hourMs);
  return new Map(
    [...hours]
      .filter(([hour]) => hour < newest)
      .map(([hour, list]) => {
        const exposure = list.reduce((sum, reading) => sum + reading.exposure, 0);
        return [hour, list.reduce((sum, reading) => sum + reading.value, 0) / exposure] as const;
      }),
  );
}

/** The value of a slot after the hourly means of its weeks, first to last. */
function slotValue(means: readonly number[], logarithmic: boolean): number {
  return means.reduce((value, mean, weeks) => {
    const moved = value + Math.max(0.2, 1 / (weeks + 1)) * (mean - value);
    if (weeks < 2) return moved;
    const [lowest, highest] = logarithmic
      ? [value - Math.log(1.3), value + Math.log(1.3)]
      : [value / 1.3, value * 1.3];
    return Math.min(highest, Math.max(lowest, moved));
  }, 0);
}

/** Seasonal value by walking all readings at once: hour of week, else mean of the same hour of the day, else null. */
export function seasonalOracle(
  past: readonly PastReading[],
  timeMs: number,
  logarithmic = false,
): { value: number; slotClass: number } | null {
  const slots = new Map<number, number[]>();
  for (const [hour, mean] of hourMeans(past, past.at(-1)?.timeMs ?? 0)) {
    const slot = hour % hoursPerWeek;
    slots.set(slot, [...(slots.get(slot) ?? []), mean]);
  }
  const at = (hour: number): { value: number; slotClass: number } | null => {
    const own = slots.get(hour % hoursPerWeek);
    if (own !== undefined) return { value: slotValue(own, logarithmic), slotClass: 2 };
    const sameHour = [...slots]
      .filter(([slot]) => slot % hoursPerDay === hour % hoursPerDay)
      .map(([, means]) => slotValue(means, logarithmic));
    if (sameHour.length === 0) return null;
    return { value: sameHour.reduce((sum, value) => sum + value, 0) / sameHour.length, slotClass: 1 };
  };
  const position = timeMs / hourMs - 0.5;
  const first = at(Math.floor(position));
  const second = at(Math.floor(position) + 1);
  if (first === null || second === null) return null;
  const share = position - Math.floor(position);
  return {
    value: first.value * (1 - share) + second.value * share,
    slotClass: Math.min(first.slotClass, second.slotClass),
  };
}
