import type { Group } from "../../src/topology/groups.ts";

/** A group in which service `i` is judged by unit `i` alone, or by the units given. */
export function groupWith(
  name: string,
  services: readonly number[],
  rest: {
    readonly implied?: boolean;
    readonly prior?: number;
    readonly units?: (service: number) => readonly number[];
  } = {},
): Group {
  const members = services.map((service) => ({ service, units: rest.units?.(service) ?? [service] }));
  return {
    name,
    implied: rest.implied ?? false,
    prior: rest.prior ?? 1,
    members,
    memberOf: new Map(members.map((member) => [member.service, member])),
  };
}
