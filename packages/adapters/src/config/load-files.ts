import { Configuration, ImportMapping, Labels, Topology } from "@tocsin/contracts";
import type { Loaded } from "./config-fault.ts";
import { configurationFaults } from "./configuration-faults.ts";
import { withOwnNames } from "./own-names.ts";
import { knownNameFaults } from "./knowledge-faults.ts";
import { labelsFaults } from "./labels-faults.ts";
import { loadYamlFile } from "./load-yaml.ts";
import { notifyNameFaults } from "./notify-faults.ts";
import { topologyFaults } from "./topology-faults.ts";

/** Knows the keys of `Configuration`, and fills in the names that follow from them. */
const NamedConfiguration = {
  def: Configuration.def,
  safeParse: (value: unknown) => Configuration.safeParse(withOwnNames(value)),
};

/* The files that a user writes. Each gives its value, or every fault that was found with its line. */

export function loadTopology(file: string): Promise<Loaded<Topology>> {
  return loadYamlFile(file, Topology, topologyFaults);
}

/** Names are checked against the topology where there is one. */
export function loadLabels(file: string, topology: Topology | null): Promise<Loaded<Labels>> {
  return loadYamlFile(file, Labels, (labels, source) => labelsFaults(labels, source, topology));
}

/**
 * Of the file alone, without the environment and without secrets: what a replay needs. Names are checked against the topology
 * where there is one.
 */
export function loadConfiguration(
  file: string,
  topology: Topology | null = null,
): Promise<Loaded<Configuration>> {
  return loadYamlFile(file, NamedConfiguration, (configuration, source) => [
    ...configurationFaults(configuration, source),
    ...(topology === null
      ? []
      : [
          ...knownNameFaults(configuration, source, topology),
          ...notifyNameFaults(configuration, source, topology),
        ]),
  ]);
}

export function loadMapping(file: string): Promise<Loaded<ImportMapping>> {
  return loadYamlFile(file, ImportMapping);
}
