export const minuteMs = 60_000;
export const minutesPerDay = 1440;
/** Minute 0 of every world: Monday 2026-01-05, 00:00 UTC. */
export const worldStartMs = 1_767_571_200_000;

/** Epoch milliseconds of a minute of the world. */
export const msOf = (minute: number): number => worldStartMs + minute * minuteMs;
