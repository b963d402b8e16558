/** Services and what they share, as the topology file has them. */
export interface TopologyInput {
  readonly services: Readonly<Record<string, unknown>>;
  readonly components: Readonly<
    Record<
      string,
      {
        readonly services: readonly string[];
        readonly prior?: number;
        readonly dependsOn?: readonly string[];
      }
    >
  >;
}

/** The component that every service belongs to, whatever the topology says. */
export const impliedComponent = "all";

/** What that component is called where the topology does not declare it itself; else null. */
export const impliedIn = (topology: TopologyInput | null): string | null =>
  topology !== null && Object.hasOwn(topology.components, impliedComponent) ? null : impliedComponent;

/** A component before it is known which of its members are in the stream. */
export interface Component {
  readonly name: string;
  /** `service` or `service/operation`. */
  readonly members: readonly string[];
  readonly prior: number;
  readonly implied: boolean;
}

/**
 * Components in order of name, the implied one last; a component called `all` takes the place of the implied one.
 * A failed component takes along what depends on it: its members are its own and those of every component that
 * depends on it, directly or not.
 */
export function componentsOf(topology: TopologyInput | null): readonly Component[] {
  const all = topology?.components ?? {};
  const declared = Object.keys(all)
    .sort()
    .map((name): Component => ({
      name,
      members: membersOf(name, all, new Set()),
      prior: all[name]?.prior ?? 1,
      implied: false,
    }));
  if (declared.some(({ name }) => name === impliedComponent)) return declared;
  return [...declared, { name: impliedComponent, members: [], prior: 1, implied: true }];
}

function membersOf(name: string, all: TopologyInput["components"], visited: Set<string>): readonly string[] {
  if (visited.has(name)) return [];
  visited.add(name);
  const dependents = Object.keys(all).filter((other) => all[other]!.dependsOn?.includes(name) === true);
  return [
    ...new Set([...all[name]!.services, ...dependents.flatMap((other) => membersOf(other, all, visited))]),
  ];
}

/**
 * What belongs to a component, as the correlator has it: `service` or `service/operation`. Null: everybody. Nobody where no
 * component has that name.
 */
export function membersOfComponent(
  topology: TopologyInput | null,
  component: string,
): readonly string[] | null {
  const found = componentsOf(topology).find(({ name }) => name === component);
  if (found === undefined) return [];
  return found.implied ? null : found.members;
}

/** Whether the topology lists a service. */
export const isListed = (topology: TopologyInput | null, service: string): boolean =>
  topology !== null && Object.hasOwn(topology.services, service);

/** Services in the stream that the topology does not list, in order of appearance; none without a topology. */
export function unlistedServices(topology: TopologyInput | null, seen: readonly string[]): readonly string[] {
  return topology === null ? [] : seen.filter((service) => !isListed(topology, service));
}
