import {
  type ConfigFault,
  loadConfiguration,
  loadLabels,
  loadSchemaSource,
  loadTopicFormats,
  loadTopology,
  type Loaded,
  type TopicFormats,
} from "@tocsin/adapters/config";
import type { SchemaSource } from "@tocsin/adapters/registry";
import { streamsByTopic } from "@tocsin/adapters/wire";
import { Configuration, type Labels, type Topology } from "@tocsin/contracts";
import type { Stream } from "@tocsin/core";

/** The files of a user that decide how a recording is judged; null where there is none. */
export interface SettingsFiles {
  readonly topologyFile: string | null;
  readonly labelsFile: string | null;
  readonly configFile: string | null;
}

export interface Settings {
  readonly configuration: Configuration;
  readonly topology: Topology | null;
  readonly labels: Labels | null;
  /** The stream of each telemetry topic. */
  readonly streams: ReadonlyMap<string, Stream>;
  /** How topics with messages of other tools are read. */
  readonly topicFormats: TopicFormats;
  /** Where schemas of framed messages come from. */
  readonly schemaSource: SchemaSource | null;
}

/** Loads the files, or gives every fault of all of them. */
export async function loadSettings(files: SettingsFiles): Promise<Loaded<Settings>> {
  const topology = await loadOptional(files.topologyFile, loadTopology);
  const known = topology.kind === "loaded" ? topology.value : null;
  const configuration = await loadConfig(files.configFile, known);
  const labels = await loadOptional(files.labelsFile, async (file) => await loadLabels(file, known));
  if (configuration.kind === "faulty" || topology.kind === "faulty" || labels.kind === "faulty") {
    return { kind: "faulty", faults: [configuration, topology, labels].flatMap(faultsOf) };
  }
  const value = {
    configuration: configuration.value.configuration,
    streams: configuration.value.streams,
    topicFormats: configuration.value.topicFormats,
    schemaSource: configuration.value.schemaSource,
    topology: topology.value,
    labels: labels.value,
  };
  return { kind: "loaded", value };
}

const faultsOf = (loaded: Loaded<unknown>): readonly ConfigFault[] =>
  loaded.kind === "faulty" ? loaded.faults : [];

async function loadOptional<Value>(
  file: string | null,
  load: (file: string) => Promise<Loaded<Value>>,
): Promise<Loaded<Value | null>> {
  return file === null ? { kind: "loaded", value: null } : await load(file);
}

interface LoadedConfig {
  readonly configuration: Configuration;
  readonly streams: ReadonlyMap<string, Stream>;
  readonly topicFormats: TopicFormats;
  readonly schemaSource: SchemaSource | null;
}

async function loadConfig(file: string | null, topology: Topology | null): Promise<Loaded<LoadedConfig>> {
  const loaded = await loadOptional(file, async (name) => await loadConfiguration(name, topology));
  if (loaded.kind === "faulty") return loaded;
  const configuration = loaded.value ?? Configuration.parse({});
  const topicFormats = await loadTopicFormats(configuration, file);
  if (topicFormats.kind === "faulty") return topicFormats;
  const schemas = await loadSchemaSource(configuration, file);
  if (schemas.kind === "faulty") return schemas;
  const sources = { topicFormats: topicFormats.value, schemaSource: schemas.value };
  return topicsOf({ configuration, ...sources }, file ?? "");
}

/** Two streams on one topic cannot be told apart. */
function topicsOf(
  { configuration, topicFormats, schemaSource }: Omit<LoadedConfig, "streams">,
  file: string,
): Loaded<LoadedConfig> {
  try {
    const streams = streamsByTopic(configuration.topics, topicFormats);
    return { kind: "loaded", value: { configuration, topicFormats, schemaSource, streams } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const fault: ConfigFault = { code: "config-schema", file, line: 1, column: 1, path: "topics", message };
    return { kind: "faulty", faults: [fault] };
  }
}
