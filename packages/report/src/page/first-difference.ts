/** For comparators with several keys: the first difference that is not zero, or zero. */
export function firstDifference(...differences: readonly number[]): number {
  return differences.find((difference) => difference !== 0) ?? 0;
}

/** By code units, the same everywhere. */
export function textDifference(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
