import type { ErrorCode, Topology } from "@tocsin/contracts";
import type { ConfigFault, ConfigPath } from "./config-fault.ts";
import { suggestion } from "./did-you-mean.ts";
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
  const services = Object.keys(topology.services);
  return Object.entries(topology.components).flatMap(([name, component]) =>
    component.services.flatMap((unit, at) => {
      const path = ["components", name, "services", at];
      if (component.services.indexOf(unit) < at)
        return [fault("config-schema", path, `${unit} is listed twice`)];
      const service = unit.split("/")[0] as string;
      if (Object.hasOwn(topology.services, service)) return [];
      const message = `component ${name} names the unknown service ${service}${suggestion(service, services)}`;
      return [fault("topology-unknown-service", path, message)];
    }),
  );
}

function dependencyFaults(topology: Topology, fault: AddFault): readonly ConfigFault[] {
  const names = Object.keys(topology.components);
  return Object.entries(topology.components).flatMap(([name, component]) =>
    (component.dependsOn ?? []).flatMap((dependency, at) => {
      if (Object.hasOwn(topology.components, dependency)) return [];
      const message = `component ${name} depends on the unknown component ${dependency}${suggestion(dependency, names)}`;
      return [fault("topology-unknown-component", ["components", name, "dependsOn", at], message)];
    }),
  );
}

/** One fault for each edge that closes a circle, found by walking depth first in the order of the file. */
function cycleFaults(topology: Topology, fault: AddFault): readonly ConfigFault[] {
  const faults: ConfigFault[] = [];
  const finished = new Set<string>();
  const walk = (name: string, trail: readonly string[]): void => {
    if (finished.has(name)) return;
    const along = [...trail, name];
    for (const [at, next] of (topology.components[name]?.dependsOn ?? []).entries()) {
      if (!Object.hasOwn(topology.components, next)) continue;
      const start = along.indexOf(next);
      if (start < 0) walk(next, along);
      else {
        const circle = [...along.slice(start), next].join(" -> ");
        faults.push(
          fault("topology-cycle", ["components", name, "dependsOn", at], `depends on itself: ${circle}`),
        );
      }
    }
    finished.add(name);
  };
  for (const name of Object.keys(topology.components)) walk(name, []);
  return faults;
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
