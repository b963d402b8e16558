import type { ErrorCode, Labels, Topology } from "@tocsin/contracts";
import type { ConfigFault, ConfigPath } from "./config-fault.ts";
import { suggester } from "./did-you-mean.ts";
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
  const references = topology === null ? null : referencesTo(topology, fault);
  const incidents = labels.incidents.flatMap((incident, at) => [
    ...orderFaults({ from: incident.onset, to: incident.end }, ["incidents", at, "end"], fault),
    ...(references === null ? [] : references(incident, ["incidents", at])),
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

type ReferenceFaults = (incident: Labels["incidents"][number], path: ConfigPath) => readonly ConfigFault[];

function referencesTo({ services, components }: Topology, fault: AddFault): ReferenceFaults {
  const nearService = suggester(() => Object.keys(services));
  const nearComponent = suggester(() => Object.keys(components));
  return (incident, path) => {
    const unknownServices = (["services", "innocent"] as const).flatMap((key) =>
      (incident[key] ?? []).flatMap((service, at) => {
        if (Object.hasOwn(services, service)) return [];
        const message = `the topology has no service ${service}${nearService(service)}`;
        return [fault("labels-unknown-service", [...path, key, at], message)];
      }),
    );
    const component = incident.component ?? impliedComponent;
    if (component === impliedComponent || Object.hasOwn(components, component)) return unknownServices;
    const message = `the topology has no component ${component}${nearComponent(component)}`;
    return [...unknownServices, fault("labels-unknown-component", [...path, "component"], message)];
  };
}
