import type { Group } from "./groups.ts";
import { fewestServices } from "./budget.ts";
import type { WeightedGroup } from "./e-detector.ts";

/** Share of the group weights that goes to the implied component where a topology names others. */
const impliedShare = 0.1;
/** Isolated incidents of one service a day, before any were seen, and what that belief is worth. */
const priorRatePerServiceDay = 0.016;
const priorServiceDays = 100;

/** Isolated incidents of one service a day: the prior, moved by what was seen. */
export const isolatedRate = (incidents: number, serviceDays: number): number =>
  (incidents + priorRatePerServiceDay * priorServiceDays) / (serviceDays + priorServiceDays);

/** Groups in which several services can fail together, with the number that must, and their weights by prior (rule 23). */
export function weightGroups(
  groups: readonly Group[],
  isolatedPerServiceDay: number,
  falseAlarmsPer90Days: number,
): readonly WeightedGroup[] {
  const candidates = groups
    .map((group) => ({
      group,
      fewest: fewestServices({ services: group.members.length, isolatedPerServiceDay, falseAlarmsPer90Days }),
    }))
    .filter(({ group, fewest }) => group.members.length >= fewest);
  const declared = candidates.filter(({ group }) => !group.implied);
  const priors = declared.reduce((sum, { group }) => sum + group.prior, 0);
  const declaredShare = candidates.length > declared.length ? 1 - impliedShare : 1;
  return candidates.map(({ group, fewest }) => ({
    group,
    fewest,
    weight: weightOf(group, declared.length === 0, (declaredShare * group.prior) / priors),
  }));
}

function weightOf(group: Group, isOnly: boolean, declaredWeight: number): number {
  if (!group.implied) return declaredWeight;
  return isOnly ? 1 : impliedShare;
}
