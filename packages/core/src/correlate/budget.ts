const dayMs = 86_400_000;
const budgetDays = 90;

/** How the budget of false alarms is divided (rule 21): the shares sum to one. */
export const detectorShare = 0.5;
export const concurrencyShare = 0.3;
export const coincidenceShare = 0.1;
export const pileOnShare = 0.1;

/** Bursts of reports over many services happen about this often in 90 days (rule 22). */
const pileOnsPer90Days = 6.5;
/** Services that begin to fail within so long of each other look as if they had begun together (rule 23). */
export const overlapMs = 10 * 60_000;

/**
 * Threshold on evidence, nats, for so many false alarms in 90 days: ln(windows in 90 days / alarms allowed in 90 days).
 * An e-detector alarms at most that often on average when nothing happens.
 * Source: e-detectors, Shin, Ramdas and Rinaldo 2024, arXiv:2203.03532 (ARL >= 1/a for a threshold of 1/a).
 *
 * Example: one alarm per 90 days at one-minute windows: ln 129600 = 11.772.
 */
export const alarmThreshold = (falseAlarmsPer90Days: number, windowMs: number): number =>
  Math.log((budgetDays * dayMs) / windowMs / falseAlarmsPer90Days);

/** What the e-detector must reach (rule 21). Example: a budget of one at one-minute windows: ln 259200 = 12.465. */
export const detectorThreshold = (falseAlarmsPer90Days: number, windowMs: number): number =>
  alarmThreshold(detectorShare * falseAlarmsPer90Days, windowMs);

/**
 * What the evidence without user reports must reach as well (rule 22): ln(pile-ons per 90 days / their share of the budget).
 * Example: one alarm per 90 days: ln(6.5 / 0.1) = 4.174.
 */
export const corroborationThreshold = (falseAlarmsPer90Days: number): number =>
  Math.log(pileOnsPer90Days / (pileOnShare * falseAlarmsPer90Days));

/** Suspicions by reports alone in 90 days that the detector's own threshold led to (rule 29). */
const suspicionsPer90Days = 5;

/** Who is there, and how many false isolated alarms of each service are acceptable in 90 days; null: nothing was said. */
export interface IsolatedBudget {
  readonly services: number;
  readonly entities: number;
  readonly perServicePer90Days: number | null;
  readonly falseAlarmsPer90Days: number;
  readonly windowMs: number;
}

/**
 * What the evidence of one entity must reach (rule 28): of each service as many false alarms are acceptable as were said, or
 * an equal part of the whole budget. Where services have operations each of these gets a part.
 *
 * Example: 12 services without operations, a budget of one: ln(129600 x 12) = 14.257; one per service: ln 129600 = 11.772.
 */
export function isolatedThreshold(budget: IsolatedBudget): number {
  const { services, entities, perServicePer90Days, falseAlarmsPer90Days, windowMs } = budget;
  if (perServicePer90Days === null)
    return alarmThreshold(falseAlarmsPer90Days, windowMs) + Math.log(Math.max(1, entities));
  return (
    alarmThreshold(perServicePer90Days, windowMs) + Math.log(Math.max(1, entities / Math.max(1, services)))
  );
}

/**
 * What the detector must reach for a suspicion by reports alone (rule 29); never less than for an alarm. Null: as that.
 *
 * Example: a budget of one at one-minute windows, half a suspicion in 90 days: ln 259200 + ln(5 / 0.5) = 14.768.
 */
export function suspicionThreshold(
  suspicions: number | null,
  falseAlarmsPer90Days: number,
  windowMs: number,
): number {
  const alarm = detectorThreshold(falseAlarmsPer90Days, windowMs);
  return suspicions === null ? alarm : alarm + Math.max(0, Math.log(suspicionsPer90Days / suspicions));
}

/** A group of services, and lone failures of one of them a day. */
export interface LoneRisk {
  readonly services: number;
  readonly lonePerServiceDay: number;
}

/** ln of how often so many services of a group fail alone within a spread by accident, in 90 days. */
export type LogAccidents = (failing: number, spreadMs: number) => number;

/**
 * How often `m` of the `n` services of a group fail alone within `s` days by accident, in 90 days (rule 23):
 *     E(n, m, s) = 90 m C(n, m) lambda^m s^(m-1),
 * the earliest of the m at any time, the others within s days after it. The answers for one group cost the same whatever
 * m is: numbers of choices are kept.
 *
 * Example: 3 of 8 in 21 minutes at 0.005 a day: 90 x 3 x 56 x 0.005^3 x 0.01458^2 = 4.0e-7.
 */
export function logAccidents({ services, lonePerServiceDay }: LoneRisk): LogAccidents {
  const logChoices: number[] = [Math.log(1)];
  return (failing, spreadMs) => {
    for (let chosen = logChoices.length; chosen <= failing; chosen += 1) {
      logChoices.push(logChoices[chosen - 1]! + Math.log((services - chosen + 1) / chosen));
    }
    return (
      Math.log(budgetDays * failing) +
      logChoices[failing]! +
      failing * Math.log(lonePerServiceDay) +
      (failing - 1) * Math.log(spreadMs / dayMs)
    );
  };
}

/**
 * Fewest services of a group that must fail together, two or more, so that lone failures that overlap by accident use no
 * more than the group's part of the budget for coincidences (rule 23). Null where no number of them does: the group cannot
 * be watched.
 */
export function fewestServices(
  group: LoneRisk & {
    readonly weight: number;
    readonly falseAlarmsPer90Days: number;
    readonly windowMs: number;
  },
): number | null {
  const { services, weight, falseAlarmsPer90Days, windowMs } = group;
  const accidents = logAccidents(group);
  const spreadMs = Math.max(overlapMs, windowMs);
  const logAllowed = Math.log(coincidenceShare * falseAlarmsPer90Days * weight);
  for (let failing = 2; failing <= services; failing += 1) {
    if (accidents(failing, spreadMs) <= logAllowed) return failing;
  }
  return null;
}
