import type { Topology } from "@tocsin/contracts";
import type { Loaded } from "./config-fault.ts";
import type { Environment } from "./environment.ts";
import { type LiveConfiguration, loadLiveConfiguration } from "./live-configuration.ts";
import { loadTopology } from "./load-files.ts";

/** The files that someone who starts workers names; null where none is named. */
export interface LiveFiles {
  readonly configFile: string | null;
  /** Goes before the one that the configuration names. */
  readonly topologyFile: string | null;
}

/** What live workers run with. */
export interface LiveSettings extends LiveFiles {
  readonly live: LiveConfiguration;
  readonly topology: Topology | null;
}

/** Loads configuration and topology, or gives every fault of the first of the two that has any. */
export async function loadLiveSettings(files: LiveFiles, env: Environment): Promise<Loaded<LiveSettings>> {
  const { configFile } = files;
  const live = await loadLiveConfiguration({ file: configFile, env });
  if (live.kind === "faulty") return live;
  const topologyFile = files.topologyFile ?? live.value.configuration.topologyFile;
  const settings = { configFile, topologyFile, live: live.value };
  if (topologyFile === null) return { kind: "loaded", value: { ...settings, topology: null } };
  const topology = await loadTopology(topologyFile);
  if (topology.kind === "faulty") return topology;
  return { kind: "loaded", value: { ...settings, topology: topology.value } };
}
