const minuteMs = 60_000;

export interface Crowd {
  readonly from: number;
  readonly peak: number;
  readonly growthPower: number;
  readonly decayMinutes: number;
  /** From here on fewer come, for the cause is gone. */
  readonly fadesFrom: number;
  readonly fadeMinutes: number;
}

/**
 * How many people complain at a time, relative to the peak (0 to 1): growing by word of mouth to the peak, then
 * falling exponentially, and faster once the cause is gone.
 */
export function crowdCourse(crowd: Crowd): (at: number) => number {
  const { from, peak, fadesFrom } = crowd;
  const decayMs = crowd.decayMinutes * minuteMs;
  const lateDecayMs = crowd.fadeMinutes * minuteMs;
  return (at) => {
    if (at <= from) return 0;
    if (at < peak) return Math.pow((at - from) / (peak - from), crowd.growthPower);
    const early = Math.min(at, fadesFrom) - peak;
    const late = Math.max(0, at - fadesFrom);
    return Math.exp(-early / decayMs - late / lateDecayMs);
  };
}
