/** Windows of tests are of one minute. */
export const minuteMs = 60_000;
/** Where most worlds of tests begin: Monday 2020-09-14, 00:00 UTC. */
export const worldStartMs = 1_600_041_600_000;
/** The window that begins there. */
export const firstWindow = worldStartMs / minuteMs;
