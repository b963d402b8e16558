/** Starts that evidence is kept for: this window and the twenty before (rule 18). */
export const startsKept = 21;

/** Effect sizes that are tested at once and averaged (rule 8). */
export const effectSizes = 2;

/** Onsets that are tried every window, in windows before now (rule 18). */
export const lagGrid = [0, 1, 2, 3, 4, 6, 8, 11, 15] as const;
