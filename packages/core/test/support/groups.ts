import type { Group } from "../../src/correlate/groups.ts";

/** A group in which service `i` is judged by entity `i` alone, or by the entities given. */
export function groupWith(
  name: string,
  services: readonly number[],
  rest: {
    readonly implied?: boolean;
    readonly prior?: number;
    readonly entities?: (service: number) => readonly number[];
  } = {},
): Group {
  const members = services.map((service) => ({ service, entities: rest.entities?.(service) ?? [service] }));
  return {
    name,
    implied: rest.implied ?? false,
    prior: rest.prior ?? 1,
    members,
    memberOf: new Map(members.map((member) => [member.service, member])),
  };
}
