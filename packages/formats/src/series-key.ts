import type { Point } from "./point.ts";

/**
 * What tells a series from all others: metric and attributes, in whatever order they came. A counter that says since when
 * it counts is another series after a restart, and two instances that do not say their names are told apart by it.
 */
export function seriesKey({ metric, attributes, type, startMs }: Point): string {
  const pairs: string[] = [];
  for (const [name, value] of attributes) pairs.push(`${name}\u0001${value}`);
  pairs.sort();
  const since = type === "counter" && startMs !== null ? startMs : "";
  return `${metric}\u0000${since}\u0000${pairs.join("\u0000")}`;
}
