import { type Component, componentsOf, type TopologyInput } from "./topology.ts";
import { type GroupBudget, loneRate, weightGroups } from "./weights.ts";

/** How many services of a component must fail together; null where no number is enough, and it is not watched. */
export interface FewestTogether {
  readonly component: string;
  readonly services: number;
  readonly fewest: number | null;
}

/**
 * What holds at the start (rule 23), when every service of the topology is in the stream and nothing is known yet of how
 * often services fail alone. Components of one service are left out: nothing can fail together there.
 */
export function fewestTogether(
  topology: TopologyInput,
  budget: Omit<GroupBudget, "lonePerServiceDay">,
): readonly FewestTogether[] {
  const groups = componentsOf(topology).map(({ name, implied, prior, members }) => ({
    name,
    implied,
    prior,
    members: servicesOf(topology, { implied, members }),
  }));
  return weightGroups(groups, { ...budget, lonePerServiceDay: loneRate(0, 0) }).map(({ group, fewest }) => ({
    component: group.name,
    services: group.members.length,
    fewest,
  }));
}

/** An operation counts for its service. */
const servicesOf = (
  topology: TopologyInput,
  { implied, members }: Pick<Component, "implied" | "members">,
): readonly string[] =>
  implied ? Object.keys(topology.services) : [...new Set(members.map((name) => name.split("/")[0]!))];
