/** `2021-10-04` */
export const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** `15:40`, or `15:42:30` where the seconds are not zero. */
export function clockOf(ms: number): string {
  const clock = new Date(ms).toISOString().slice(11, 19);
  return clock.endsWith(":00") ? clock.slice(0, 5) : clock;
}

/** `2021-10-04 15:40` */
export const momentOf = (ms: number): string => `${dateOf(ms)} ${clockOf(ms)}`;

const units = [
  { name: "d", ms: 86_400_000 },
  { name: "h", ms: 3_600_000 },
  { name: "min", ms: 60_000 },
  { name: "s", ms: 1000 },
] as const;

/** The two largest units that a length of time has: `5 h 25 min`, `2 min 30 s`, `45 s`, `0 s`. Its sign is dropped. */
export function durationOf(lengthMs: number): string {
  let restMs = Math.abs(lengthMs);
  const first = units.findIndex((unit) => restMs >= unit.ms);
  if (first === -1) return "0 s";
  const words: string[] = [];
  for (const unit of units.slice(first, first + 2)) {
    const count = Math.floor(restMs / unit.ms);
    restMs -= count * unit.ms;
    if (count > 0) words.push(`${count}\u00a0${unit.name}`);
  }
  return words.join("\u00a0");
}
