/** What a level is worth after work on its service, of what it was: two hours become ten minutes (rule 46). */
export const looseShare = 1 / 12;
