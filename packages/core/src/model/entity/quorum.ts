import { signals } from "../../world/world-window.ts";

/** Of entities where more than one witness must see a failure, by index: how many (rule 56). */
export type Quorum = ReadonlyMap<number, number>;

const reportsSignal = signals.indexOf("reports");

/**
 * How many of so many witnesses of a signal must see a failure: never more than there are. Users who report are no
 * witnesses that one could count.
 */
export const witnessesNeeded = (
  quorum: Quorum | undefined,
  entity: number,
  signal: number,
  witnesses: number,
): number =>
  quorum === undefined || quorum.size === 0 || signal === reportsSignal
    ? 1
    : Math.min(quorum.get(entity) ?? 1, Math.max(1, witnesses));

/**
 * Mean of the e-values of witnesses without the `needed - 1` largest: an e-value of "fewer than `needed` of them see a
 * failure", for it is at most the mean over those that see none (rule 56).
 *
 * Example: 900, 900, 2, 1, 1 with three needed: (2 + 1 + 1) / 3 = 1.333.
 */
export function trimmedMean(eValues: readonly number[], needed: number): number {
  const kept = [...eValues].sort((one, other) => one - other).slice(0, eValues.length - needed + 1);
  return kept.reduce((sum, eValue) => sum + eValue, 0) / kept.length;
}
