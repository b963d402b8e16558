/** From this share of silent entities on nothing can be said of anybody, unless that is no surprise. */
const blindShare = 0.8;
/** So many are silent by their own habits with at least this probability: no surprise. */
const surprising = 0.001;

/** How an entity stands whose telemetry is expected in this window. */
export interface Standing {
  readonly isSilent: boolean;
  /** Probability that it is silent now, and has been for so long, by its own habits. */
  readonly probability: number;
}

/** Whether so many of those that are expected are silent that the input may be: else nobody's habits matter. */
export const mayBeBlind = (silent: number, expected: number): boolean =>
  silent > 0 && silent >= blindShare * expected;

/** Whether so many are silent that the fault lies with the input, and not with them (rule 19). */
export function isInputSilent(standings: readonly Standing[]): boolean {
  const silent = standings.filter(({ isSilent }) => isSilent).length;
  if (!mayBeBlind(silent, standings.length)) return false;
  return atLeast(silent, standings) <= surprising;
}

/** Probability that at least so many are silent, each by its own habits: the tail of a Poisson-binomial distribution. */
function atLeast(silent: number, standings: readonly Standing[]): number {
  const exactly = new Float64Array(standings.length + 1);
  exactly[0] = 1;
  standings.forEach(({ probability }, before) => {
    for (let count = before + 1; count > 0; count -= 1) {
      exactly[count] = exactly[count]! * (1 - probability) + exactly[count - 1]! * probability;
    }
    exactly[0]! *= 1 - probability;
  });
  let sum = 0;
  for (let count = silent; count <= standings.length; count += 1) sum += exactly[count]!;
  return sum;
}
