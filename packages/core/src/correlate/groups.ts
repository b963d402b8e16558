import type { Directory } from "../world/directory.ts";
import type { Component } from "./topology.ts";

/** A service's part in a component: the entities by which it is judged there. */
export interface GroupMember {
  readonly service: number;
  readonly entities: readonly number[];
}

/** A component as far as it is in the stream. */
export interface Group {
  readonly name: string;
  readonly implied: boolean;
  readonly prior: number;
  readonly members: readonly GroupMember[];
  /** Members by service, for quick look-up. */
  readonly memberOf: ReadonlyMap<number, GroupMember>;
}

/** By what a service is judged where no operation is named: by itself, or by its operations where it has no series of its own. */
function wholeService(directory: Directory, service: number): readonly number[] {
  const { entities, name } = directory.services[service]!;
  const own = directory.entityByName.get(name);
  return own === undefined ? entities : [own];
}

const operation = (directory: Directory, name: string): readonly number[] => {
  const entity = directory.entityByName.get(name);
  return entity === undefined ? [] : [entity];
};

/** Resolves components to what is in the stream; members that were never seen are left out, and so are empty components. */
export function groupsOf(components: readonly Component[], directory: Directory): readonly Group[] {
  return components
    .map((component) => groupOf(component, directory))
    .filter(({ members }) => members.length > 0);
}

function groupOf(component: Component, directory: Directory): Group {
  const entities = new Map<number, number[]>();
  const names = component.implied ? directory.services.map(({ name }) => name) : component.members;
  for (const name of names) {
    const service = directory.serviceByName.get(name.split("/")[0]!);
    if (service === undefined) continue;
    const found = name.includes("/") ? operation(directory, name) : wholeService(directory, service);
    if (found.length > 0) entities.set(service, [...(entities.get(service) ?? []), ...found]);
  }
  const members = [...entities]
    .map(([service, list]) => ({ service, entities: [...new Set(list)] }))
    .sort((first, second) => first.service - second.service);
  return {
    name: component.name,
    implied: component.implied,
    prior: component.prior,
    members,
    memberOf: new Map(members.map((member) => [member.service, member])),
  };
}
