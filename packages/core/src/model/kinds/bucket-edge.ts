/** Share of messages that should lie at or below the edge: the slowest tenth is watched. */
const watchedShare = 0.9;
/** Histograms of equal edges from which the edge is chosen. */
export const readingsToLearn = 60;

/** The bucket edge of a latency histogram above which messages count as slow, learned from its first hour (rule 5). */
export interface BucketEdge {
  readings: number;
  edgesMs: readonly number[];
  totals: number[];
  /** Position of the chosen edge; -1 while it is being learned. */
  chosen: number;
}

/** A bucket edge as plain data. */
export type BucketEdgeSnapshot = Readonly<Omit<BucketEdge, "totals">> & {
  readonly totals: readonly number[];
};

export const bucketEdge = (): BucketEdge => ({ readings: 0, edgesMs: [], totals: [], chosen: -1 });

/**
 * Messages slower than the learned edge, of `delivered`; null while the edge is being learned, when the producer changed its
 * buckets, or where a number of them is none. `buckets` are flat pairs of upper edge in ms and cumulative count.
 */
export function slowMessages(edge: BucketEdge, buckets: readonly number[], delivered: number): number | null {
  if (!buckets.every((number) => number >= 0)) return null;
  if (edge.chosen < 0) return learnEdge(edge, buckets, delivered);
  if (buckets[edge.chosen * 2] !== edge.edgesMs[edge.chosen]) return null;
  return Math.max(0, delivered - buckets[edge.chosen * 2 + 1]!);
}

function learnEdge(edge: BucketEdge, buckets: readonly number[], delivered: number): null {
  const edgesMs = buckets.filter((_, index) => index % 2 === 0);
  const same =
    edgesMs.length === edge.edgesMs.length && edgesMs.every((ms, index) => ms === edge.edgesMs[index]);
  if (!same) {
    edge.edgesMs = edgesMs;
    edge.totals = [...edgesMs.map(() => 0), 0];
    edge.readings = 0;
  }
  edgesMs.forEach((_, index) => {
    edge.totals[index]! += buckets[index * 2 + 1]!;
  });
  edge.totals[edgesMs.length]! += delivered;
  edge.readings += 1;
  if (edge.readings >= readingsToLearn) edge.chosen = closestEdge(edge);
  return null;
}

function closestEdge(edge: BucketEdge): number {
  const delivered = edge.totals[edge.edgesMs.length]!;
  if (delivered === 0) return -1;
  let best = 0;
  edge.edgesMs.forEach((_, index) => {
    const distance = Math.abs(edge.totals[index]! / delivered - watchedShare);
    if (distance < Math.abs(edge.totals[best]! / delivered - watchedShare)) best = index;
  });
  return best;
}
