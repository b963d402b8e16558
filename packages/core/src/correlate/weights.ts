import { fewestServices } from "./budget.ts";
import type { WeightedGroup } from "./e-detector.ts";
import type { Group } from "./groups.ts";

/** Share of the group weights that goes to the implied component where a topology names others. */
const impliedShare = 0.1;
/** Lone failures of one service a day, before any were seen, and what that belief is worth. */
const priorRatePerServiceDay = 0.05;
const priorServiceDays = 10;

/** Lone failures of one service a day: the prior, moved by the isolated incidents that ended as such. */
export const loneRate = (endedAlone: number, serviceDays: number): number =>
  (endedAlone + priorRatePerServiceDay * priorServiceDays) / (serviceDays + priorServiceDays);

/** What weight and number depend on. */
type Sized = Pick<Group, "prior" | "implied"> & { readonly members: readonly unknown[] };

/** A group of two services or more: its weight, and how many of it must fail together; null where no number will do. */
export interface JudgedGroup<Of extends Sized = Group> {
  readonly group: Of;
  /** Sums to one over all of them. */
  readonly weight: number;
  readonly fewest: number | null;
}

export interface GroupBudget {
  readonly lonePerServiceDay: number;
  readonly falseAlarmsPer90Days: number;
  readonly windowMs: number;
}

/**
 * The groups in which services can fail together, with their weights by prior and the number that must (rule 23). Weights
 * do not depend on the numbers: the weight of a group that cannot be watched goes to nobody.
 */
export function weightGroups<Of extends Sized>(
  groups: readonly Of[],
  budget: GroupBudget,
): readonly JudgedGroup<Of>[] {
  const several = groups.filter(({ members }) => members.length > 1);
  const declared = several.filter(({ implied }) => !implied);
  const priors = declared.reduce((sum, { prior }) => sum + prior, 0);
  const declaredShare = several.length > declared.length ? 1 - impliedShare : 1;
  return several.map((group) => {
    const weight = weightOf(group, declared.length === 0, (declaredShare * group.prior) / priors);
    return { group, weight, fewest: fewestServices({ ...budget, services: group.members.length, weight }) };
  });
}

function weightOf(group: Sized, isOnly: boolean, declaredWeight: number): number {
  if (!group.implied) return declaredWeight;
  return isOnly ? 1 : impliedShare;
}

/** The same groups, if more than two had to fail together in each: never more evidence. */
export const ofThreeAtLeast = (groups: readonly WeightedGroup[]): readonly WeightedGroup[] =>
  groups
    .filter(({ group }) => group.members.length > 2)
    .map((weighted) => ({ ...weighted, fewest: Math.max(3, weighted.fewest) }));

/** Those of the groups that are watched. */
export const watchedOf = (groups: readonly JudgedGroup[]): readonly WeightedGroup[] =>
  groups.flatMap(({ fewest, ...group }) => (fewest === null ? [] : [{ ...group, fewest }]));
