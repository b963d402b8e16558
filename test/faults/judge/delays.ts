/** Delays in milliseconds, as a report tells them. */
export interface DelaySummary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** The nearest rank: the smallest value that at least this share of the values does not exceed. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** Null where there is none. */
export function summariseDelays(delaysMs: readonly number[]): DelaySummary | null {
  if (delaysMs.length === 0) return null;
  const sorted = delaysMs.toSorted((one, other) => one - other);
  return {
    count: sorted.length,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    maxMs: sorted.at(-1) ?? 0,
  };
}

/** Moments (wall clock) at which every partition held a tick of that time (event time), in order of time. */
export type TicksKept = readonly { readonly tickMs: number; readonly keptAtMs: number }[];

/** When everything was in Kafka that closes a window that ends at `endMs`; null when that did not come. */
function closableAtMs(ticks: TicksKept, endMs: number, allowedLatenessMs: number): number | null {
  return ticks.find(({ tickMs }) => tickMs >= endMs + allowedLatenessMs)?.keptAtMs ?? null;
}

/** From the moment at which a window could be closed to the time that its output's record carries. */
export function outputDelays(
  ticks: TicksKept,
  allowedLatenessMs: number,
  outputs: readonly { readonly windowEndMs: number; readonly timestampMs: number }[],
): readonly number[] {
  return outputs.flatMap(({ windowEndMs, timestampMs }) => {
    const fromMs = closableAtMs(ticks, windowEndMs, allowedLatenessMs);
    return fromMs === null ? [] : [timestampMs - fromMs];
  });
}
