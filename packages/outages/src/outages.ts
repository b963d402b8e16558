import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Labels, Topology } from "@tocsin/contracts";
import { isStaged, loadScenario, type Scenario, scenarioLabels, scenarioTopology } from "@tocsin/scenarios";
import { parse } from "yaml";

/** Where the outages lie, each a scenario named by its day or by what it is. */
export const outagesFolder: string = join(import.meta.dirname, "../outages");

/** One outage of a folder, with all that a replay of it needs. */
export interface Outage {
  readonly name: string;
  /** The scenario file. */
  readonly path: string;
  readonly scenario: Scenario;
  readonly topology: Topology;
  readonly labels: Labels;
}

/** Names of the scenarios in a folder; what belongs to one has a second suffix. */
export function outageNames(folder: string = outagesFolder): readonly string[] {
  const files = readdirSync(folder).filter((name) => /^[^.]+\.yaml$/.test(name));
  return files.map((name) => name.replace(/\.yaml$/, "")).toSorted();
}

/** @throws Error that names each fault of the scenario. */
export function outageNamed(name: string, folder: string = outagesFolder): Outage {
  const path = join(folder, `${name}.yaml`);
  const scenario = loadScenario(path);
  const topology = isStaged(scenario)
    ? scenarioTopology(scenario)
    : Topology.parse(parse(readFileSync(join(folder, `${name}.topology.yaml`), "utf8")));
  return { name, path, scenario, topology, labels: scenarioLabels(scenario) };
}

export const outages = (folder: string = outagesFolder): readonly Outage[] =>
  outageNames(folder).map((name) => outageNamed(name, folder));
