/** A point of a course: a time in epoch milliseconds, and the value then. */
export type CoursePoint = readonly [at: number, value: number];

/** Straight lines between the points, which are in order of time; before the first and after the last it is level. */
export function interpolate(points: readonly CoursePoint[], at: number): number {
  const next = points.findIndex(([time]) => time > at);
  const after = points[next];
  const before = next === -1 ? points.at(-1) : points[next - 1];
  if (before === undefined) return after?.[1] ?? 0;
  if (after === undefined) return before[1];
  const share = (at - before[0]) / (after[0] - before[0]);
  return before[1] + (after[1] - before[1]) * share;
}
