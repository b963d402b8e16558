import type { ErrorCode, Labels, Topology } from "@tocsin/contracts";
import type { ConfigFault, ConfigPath } from "./config-fault.ts";
import { suggestion } from "./did-you-mean.ts";
import type { YamlSource } from "./yaml-source.ts";

/** The component to which every service belongs without being listed. */
const impliedComponent = "all";

/** What is wrong in a labels file: periods that end before they begin, names that a topology, if given, does not have. */
export function labelsFaults(
  labels: Labels,
  source: YamlSource,
  topology: Topology | null,
): readonly ConfigFault[] {
  const fault: AddFault = (code, path, message) => ({
    code,
    file: source.file,
    ...source.position(path),
    path: path.join("."),
    message,
  });
  const incidents = labels.incidents.flatMap((incident, at) => [
    ...orderFaults({ from: incident.onset, to: incident.end }, ["incidents", at, "end"], fault),
    ...(topology === null ? [] : referenceFaults(incident, ["incidents", at], topology, fault)),
  ]);
  const quiet = (labels.quiet ?? []).flatMap((period, at) => orderFaults(period, ["quiet", at, "to"], fault));
  return [...incidents, ...quiet];
}

type AddFault = (code: ErrorCode, path: ConfigPath, message: string) => ConfigFault;

function orderFaults(
  period: { readonly from: string; readonly to: string },
  path: ConfigPath,
  fault: AddFault,
): readonly ConfigFault[] {
  if (Date.parse(period.to) >= Date.parse(period.from)) return [];
  return [fault("labels-order", path, `ends ${period.to}, before it begins ${period.from}`)];
}

function referenceFaults(
  incident: Labels["incidents"][number],
  path: ConfigPath,
  topology: Topology,
  fault: AddFault,
): readonly ConfigFault[] {
  const services = Object.keys(topology.services);
  const unknownServices = (["services", "innocent"] as const).flatMap((key) =>
    (incident[key] ?? []).flatMap((service, at) => {
      if (Object.hasOwn(topology.services, service)) return [];
      const message = `the topology has no service ${service}${suggestion(service, services)}`;
      return [fault("labels-unknown-service", [...path, key, at], message)];
    }),
  );
  return [...unknownServices, ...componentFaults(incident.component ?? null, path, topology, fault)];
}

function componentFaults(
  component: string | null,
  path: ConfigPath,
  topology: Topology,
  fault: AddFault,
): readonly ConfigFault[] {
  if (component === null || component === impliedComponent) return [];
  if (Object.hasOwn(topology.components, component)) return [];
  const message = `the topology has no component ${component}${suggestion(component, Object.keys(topology.components))}`;
  return [fault("labels-unknown-component", [...path, "component"], message)];
}
