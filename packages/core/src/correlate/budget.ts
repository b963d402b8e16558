const dayMs = 86_400_000;
const budgetDays = 90;
/** Bursts of reports over many services happen about this often in 90 days (rule 22). */
const pileOnsPer90Days = 6.5;
/** Share of the budget that coincidences and pile-ons may each use. */
const coincidenceShare = 0.1;

/**
 * Alarm threshold on the logarithm of the e-detector (rule 21): h = ln(windows in 90 days / alarms allowed in 90 days).
 * The detector alarms at most that often on average when nothing happens.
 * Source: e-detectors, Shin, Ramdas and Rinaldo 2024, arXiv:2203.03532 (ARL >= 1/a for a threshold of 1/a).
 *
 * Example: one alarm per 90 days at one-minute windows: ln 129600 = 11.772.
 */
export const alarmThreshold = (falseAlarmsPer90Days: number, windowMs: number): number =>
  Math.log((budgetDays * dayMs) / windowMs / falseAlarmsPer90Days);

/**
 * What the evidence without user reports must reach as well (rule 22): ln(pile-ons per 90 days / a tenth of the budget).
 * Example: one alarm per 90 days: ln(6.5 / 0.1) = 4.174.
 */
export const corroborationThreshold = (falseAlarmsPer90Days: number): number =>
  Math.log(pileOnsPer90Days / (coincidenceShare * falseAlarmsPer90Days));

/**
 * Fewest services of a group that must fail together (rule 23), so that isolated failures overlapping by chance use at most a
 * tenth of the budget: smallest k with T lambda (lambda w)^(k-1) / (k-1)! <= 0.1 budget (Poisson clumping), but at
 * least 3, and 2 only for pairs. `isolatedPerServiceDay` is the rate of isolated incidents of one service, and w half an hour.
 */
export function fewestServices(group: {
  readonly services: number;
  readonly isolatedPerServiceDay: number;
  readonly falseAlarmsPer90Days: number;
}): number {
  const perDay = group.isolatedPerServiceDay * group.services;
  const overlapDays = 1 / 48;
  let expected = budgetDays * perDay;
  let services = 1;
  while (expected > coincidenceShare * group.falseAlarmsPer90Days && services < group.services + 1) {
    expected *= (perDay * overlapDays) / services;
    services += 1;
  }
  return Math.max(group.services === 2 ? 2 : 3, services);
}
