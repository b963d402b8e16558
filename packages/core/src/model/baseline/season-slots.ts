export const hourMs = 3_600_000;
export const hoursPerDay = 24;
/** Hours of a week: the slots of a seasonal profile. */
export const slotsPerWeek = 168;
