import type { FamilyCounts } from "./cell.ts";

/** Messages at most `leMs` old when they were delivered, those of the buckets below included. */
export interface LatencyBuckets {
  readonly leMs: number;
  readonly count: number;
}

/** The contract takes no more. */
const mostBuckets = 256;

/** Nor later than this. */
const latestMs = 1e12;

/**
 * The histogram of an interval: that of its one family; where instances have buckets of their own, the bounds that all of
 * them have, for only there the sum is known. None where nothing is left, as where the bounds differ altogether.
 */
export function latencyBuckets(
  families: readonly FamilyCounts[],
  delivered: number,
): readonly LatencyBuckets[] {
  const whole = families.filter(
    ({ total, counts, layout }) => counts.size > 0 && (layout === "le" || total > 0),
  );
  const ascending = whole.map(cumulative);
  const [first, ...others] = ascending;
  if (first === undefined || delivered === 0) return [];
  const together = first.flatMap(([leMs, count]) => {
    const counts = others.map((other) => other.find(([bound]) => bound === leMs)?.[1]);
    if (counts.includes(undefined)) return [];
    return [[leMs, counts.reduce<number>((sum, more) => sum + (more ?? 0), count)] as const];
  });
  const buckets: LatencyBuckets[] = [];
  let least = 0;
  for (const [leMs, count] of together) {
    const rounded = Math.min(delivered, Math.max(least, Math.round(count)));
    least = rounded;
    buckets.push({ leMs, count: rounded });
  }
  return thinned(buckets);
}

/** Counts up to each bound in milliseconds, in order; what lies below zero counts with the first. */
function cumulative({ layout, toMs, counts }: FamilyCounts): readonly (readonly [number, number])[] {
  const bounds = [...counts].toSorted(([a], [b]) => a - b);
  const ascending: (readonly [number, number])[] = [];
  let below = 0;
  for (const [bound, amount] of bounds) {
    below = layout === "le" ? Math.max(below, amount) : below + amount;
    const leMs = upperBound(layout, bound) * toMs;
    if (leMs >= 0 && leMs <= latestMs) ascending.push([Number(leMs.toPrecision(12)), below]);
  }
  return ascending;
}

/** Buckets of an exponential histogram that is brought to scale 2: four for each doubling. */
function upperBound(layout: FamilyCounts["layout"], bound: number): number {
  return layout === "exponential" ? 2 ** ((bound + 1) / 4) : bound;
}

/** Without bounds that tell nothing new, for buckets are cumulative; of too many the lowest are left out. */
function thinned(buckets: readonly LatencyBuckets[]): readonly LatencyBuckets[] {
  return buckets.length <= mostBuckets ? buckets : buckets.slice(-mostBuckets);
}
