import type { Scenario } from "./scenario.ts";

const minuteMs = 60_000;

/**
 * How many people complain at a time, relative to the peak (0 to 1): growing by word of mouth to the peak, then
 * falling exponentially, and faster once names resolve again.
 * @param delayMs how much later this crowd is than the first.
 */
export function crowdCourse(outage: Scenario["outage"], delayMs: number): (at: number) => number {
  const { reports, namesBack } = outage;
  const from = reports.from + delayMs;
  const peak = reports.peak + delayMs;
  const decayMs = reports.decayMinutes * minuteMs;
  const lateDecayMs = reports.decayAfterNamesBackMinutes * minuteMs;
  return (at) => {
    if (at <= from) return 0;
    if (at < peak) return Math.pow((at - from) / (peak - from), reports.growthPower);
    const early = Math.min(at, namesBack) - peak;
    const late = Math.max(0, at - namesBack);
    return Math.exp(-early / decayMs - late / lateDecayMs);
  };
}
