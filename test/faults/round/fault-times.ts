/** Moments within a duration, in order: a seeded draw from its middle nine tenths. */
export function faultTimes(random: () => number, count: number, durationMs: number): readonly number[] {
  return Array.from({ length: count }, () => durationMs * (0.05 + 0.9 * random())).sort(
    (one, other) => one - other,
  );
}

/** One of the items, by the draw. */
export function drawn<Item>(random: () => number, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("nothing to draw from");
  return item;
}
