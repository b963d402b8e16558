import type { ErrorCode, Topology } from "@tocsin/contracts";
import type { ConfigFault, ConfigPath } from "./config-fault.ts";
import { suggester } from "./did-you-mean.ts";
import { serviceZoneFaults } from "./knowledge-faults.ts";
import type { YamlSource } from "./yaml-source.ts";

/** What is wrong between the parts of a topology: zones that nobody knows, references that lead nowhere, circles, components one cannot tell apart. */
export function topologyFaults(topology: Topology, source: YamlSource): readonly ConfigFault[] {
  const fault: AddFault = (code, path, message) => ({
    code,
    file: source.file,
    ...source.position(path),
    path: path.join("."),
    message,
  });
  return [
    ...serviceZoneFaults(topology, source),
    ...memberFaults(topology, fault),
    ...dependencyFaults(topology, fault),
    ...cycleFaults(topology, fault),
    ...sameMemberFaults(topology, fault),
  ];
}

type AddFault = (code: ErrorCode, path: ConfigPath, message: string) => ConfigFault;

function memberFaults(topology: Topology, fault: AddFault): readonly ConfigFault[] {
  const near = suggester(() => Object.keys(topology.services));
  return Object.entries(topology.components).flatMap(([name, component]) => {
    const listed = new Set<string>();
    return component.services.flatMap((unit, at) => {
      const path = ["components", name, "services", at];
      if (listed.has(unit)) return [fault("config-schema", path, `${unit} is listed twice`)];
      listed.add(unit);
      const service = unit.split("/")[0] as string;
      if (Object.hasOwn(topology.services, service)) return [];
      const message = `component ${name} names the unknown service ${service}${near(service)}`;
      return [fault("topology-unknown-service", path, message)];
    });
  });
}

function dependencyFaults(topology: Topology, fault: AddFault): readonly ConfigFault[] {
  const near = suggester(() => Object.keys(topology.components));
  return Object.entries(topology.components).flatMap(([name, component]) =>
    (component.dependsOn ?? []).flatMap((dependency, at) => {
      if (Object.hasOwn(topology.components, dependency)) return [];
      const message = `component ${name} depends on the unknown component ${dependency}${near(dependency)}`;
      return [fault("topology-unknown-component", ["components", name, "dependsOn", at], message)];
    }),
  );
}

/** A component on the way down, and which of its dependencies comes next. */
interface Step {
  readonly name: string;
  next: number;
}

/**
 * One fault for each edge that closes a circle, found by walking depth first in the order of the file. The way down is a
 * list and no recursion, for it may be as long as the file.
 */
function cycleFaults(topology: Topology, fault: AddFault): readonly ConfigFault[] {
  const faults: ConfigFault[] = [];
  const finished = new Set<string>();
  const trail: Step[] = [];
  const depths = new Map<string, number>();
  const enter = (name: string): void => {
    depths.set(name, trail.length);
    trail.push({ name, next: 0 });
  };
  for (const root of Object.keys(topology.components)) {
    if (!finished.has(root)) enter(root);
    for (let step = trail.at(-1); step !== undefined; step = trail.at(-1)) {
      const { name } = step;
      const at = step.next;
      const dependency = topology.components[name]?.dependsOn?.[at];
      step.next += 1;
      if (dependency === undefined) {
        finished.add(name);
        depths.delete(name);
        trail.pop();
        continue;
      }
      if (finished.has(dependency) || !Object.hasOwn(topology.components, dependency)) continue;
      const start = depths.get(dependency);
      if (start === undefined) enter(dependency);
      else {
        const message = `depends on itself: ${circleText(trail.slice(start, start + shownOfCircle), trail.length - start)} -> ${dependency}`;
        faults.push(fault("topology-cycle", ["components", name, "dependsOn", at], message));
      }
    }
  }
  return faults;
}

/** Of a longer circle the beginning is enough to find it. */
const shownOfCircle = 20;

function circleText(shown: readonly Step[], length: number): string {
  const text = shown.map(({ name }) => name).join(" -> ");
  return length > shown.length ? `${text} -> … (${length - shown.length} more)` : text;
}

/** Allowed where one of the two has a `prior`: then it can be told which is likelier. */
function sameMemberFaults(topology: Topology, fault: AddFault): readonly ConfigFault[] {
  const seen = new Map<string, string>();
  return Object.entries(topology.components).flatMap(([name, component]) => {
    const members = [...component.services].sort().join("\n");
    const twin = seen.get(members);
    if (twin === undefined) {
      seen.set(members, name);
      return [];
    }
    if (component.prior !== undefined || topology.components[twin]?.prior !== undefined) return [];
    const message = `components ${twin} and ${name} have exactly the same members`;
    return [fault("topology-same-members", ["components", name, "services"], message)];
  });
}
