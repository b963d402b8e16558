import type { Registry } from "../baseline/registry.ts";
import type { Component } from "./topology.ts";

/** A service's part in a component: the units by which it is judged there. */
export interface GroupMember {
  readonly service: number;
  readonly units: readonly number[];
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
export function wholeUnits(registry: Registry, service: number): readonly number[] {
  const { units, name } = registry.services[service]!;
  const own = registry.unitByName.get(name);
  return own === undefined ? units : [own];
}

/** Resolves components to what is in the stream; members that were never seen are left out, and so are empty components. */
export function groupsOf(components: readonly Component[], registry: Registry): readonly Group[] {
  return components
    .map((component) => groupOf(component, registry))
    .filter(({ members }) => members.length > 0);
}

function groupOf(component: Component, registry: Registry): Group {
  const units = new Map<number, number[]>();
  const names = component.implied ? registry.services.map(({ name }) => name) : component.members;
  for (const name of names) {
    const service = registry.serviceByName.get(name.split("/")[0]!);
    if (service === undefined) continue;
    const unit = registry.unitByName.get(name);
    const found = name.includes("/") ? (unit === undefined ? [] : [unit]) : wholeUnits(registry, service);
    if (found.length > 0) units.set(service, [...(units.get(service) ?? []), ...found]);
  }
  const members = [...units]
    .map(([service, list]) => ({ service, units: [...new Set(list)] }))
    .sort((first, second) => first.service - second.service);
  return {
    name: component.name,
    implied: component.implied,
    prior: component.prior,
    members,
    memberOf: new Map(members.map((member) => [member.service, member])),
  };
}
