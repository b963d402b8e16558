/** The middle one; of an even number the one that is closer to nothing, so that a doubt speaks for who is well. */
export function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const high = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return Math.abs(low) < Math.abs(high) ? low : high;
}
