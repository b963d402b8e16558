/** Hours of a week: the slots of a seasonal profile. */
export const slotsPerWeek = 168;
