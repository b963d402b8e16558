export const hourMs = 3_600_000;
export const hoursPerDay = 24;
/** Hours of a week: the slots of a seasonal profile. */
export const slotsPerWeek = 168;
export const quarterMs = 900_000;
export const quartersPerDay = 96;
export const quartersPerWeek = 672;
