import { dirname, resolve } from "node:path";
import { Configuration } from "@tocsin/contracts";
import type { ConfigFault, Loaded } from "./config-fault.ts";
import { configurationFaults, environmentFaults, missingSecretFaults } from "./configuration-faults.ts";
import { configurationLeaves, configurationValues, type LeafValue } from "./configuration-keys.ts";
import {
  type Environment,
  environmentPlace,
  type Override,
  type Overrides,
  readEnvironment,
} from "./environment.ts";
import { inOrder, readText } from "./load-yaml.ts";
import { mergeOverrides, valueAt } from "./merge-overrides.ts";
import { fileText, readNamedFiles } from "./named-files.ts";
import { notifySecrets, readNotify } from "./notify-secrets.ts";
import { withOwnNames } from "./own-names.ts";
import { type ResolvedConfiguration, resolved } from "./resolved-configuration.ts";
import { schemaFaults } from "./schema-faults.ts";
import type { SchemaSource } from "../registry/index.ts";
import { loadSchemaSource } from "./schema-source.ts";
import { loadTopicFormats } from "./topic-formats.ts";
import { parseYaml, type YamlSource } from "./yaml-source.ts";

export interface ConfigurationPlace {
  /** null: nothing but the environment and the defaults. */
  readonly file: string | null;
  readonly env: Environment;
}

/** Where a value came from. */
export type Origin =
  | { readonly kind: "file"; readonly file: string; readonly line: number }
  | { readonly kind: "environment"; readonly variable: string }
  /** Follows from what another key says. */
  | { readonly kind: "derived"; readonly from: "environment" | "kafka.namePrefix" }
  | { readonly kind: "default" };

/** What a worker runs with. */
export interface LiveConfiguration {
  /** Secrets are in it as plain text: never log it. */
  readonly configuration: ResolvedConfiguration;
  /** As file and environment wrote it, with defaults; files are named, not read. */
  readonly written: Configuration;
  /** By the path of each key that has a value, joined by dots. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Every secret, so that a logger can take care that none gets out. */
  readonly secrets: readonly string[];
}

/**
 * The configuration of a worker: the file, overridden by the environment, with the files of secrets and certificates
 * read. Gives every fault that can be found without connecting to anything. No fault's message holds a secret.
 */
export async function loadLiveConfiguration(place: ConfigurationPlace): Promise<Loaded<LiveConfiguration>> {
  const merged = await loadMerged(place);
  if (merged.kind === "faulty") return merged;
  const { configuration, source, overrides } = merged;
  const named = await readNamedFiles((path) => fileAt(path, merged, place));
  const { notify, faults: notifyFaults } = await notifyOf(merged, place);
  const faults = [...named.faults, ...notifyFaults].map(({ code, path, message }): ConfigFault => ({
    code,
    file: source.file,
    ...source.position(path),
    path: path.join("."),
    message,
  }));
  if (faults.length > 0) return faulty(faults, overrides);
  const formats = await loadTopicFormats(configuration, place.file);
  if (formats.kind === "faulty") return formats;
  const schemas = await loadSchemaSource(configuration, place.file);
  if (schemas.kind === "faulty") return schemas;
  const files = {
    topologyFile: fileAt(["topology"], merged, place),
    tokenFile: fileAt(["kafka", "sasl", "tokenFile"], merged, place),
    topicFormats: formats.value,
    schemaSource: schemas.value,
  };
  const value = {
    configuration: { ...resolved(configuration, named.texts, files), notify },
    written: configuration,
    origins: originsOf(configuration, source, overrides),
    secrets: [
      ...secretsOf(configuration, Object.values(named.texts)),
      ...registrySecrets(schemas.value),
      ...(notify === null ? [] : notifySecrets(notify)),
    ],
  };
  return { kind: "loaded", value };
}

/** The same without reading the files of secrets and certificates, which need not be on the machine that checks. */
export async function checkConfiguration(place: ConfigurationPlace): Promise<Loaded<Configuration>> {
  const merged = await loadMerged(place);
  return merged.kind === "faulty" ? merged : { kind: "loaded", value: merged.configuration };
}

interface Merged {
  readonly kind: "merged";
  readonly configuration: Configuration;
  readonly source: YamlSource;
  readonly overrides: readonly Override[];
}

type Faulty = Extract<Loaded<never>, { kind: "faulty" }>;

async function loadMerged({ file, env }: ConfigurationPlace): Promise<Merged | Faulty> {
  const fromEnvironment = readEnvironment(env);
  const written = file === null ? parseYaml("{}", "defaults") : await readYaml(file);
  if (written.kind === "faulty")
    return { ...written, faults: [...written.faults, ...fromEnvironment.faults] };
  const source = { ...written, value: mergeOverrides(written.value, fromEnvironment.values) };
  const checked = Configuration.safeParse(withOwnNames(source.value));
  if (!checked.success) {
    return faulty(
      [...schemaFaults(Configuration, source, checked.error.issues), ...fromEnvironment.faults],
      fromEnvironment.values,
    );
  }
  const faults = [
    ...configurationFaults(checked.data, source),
    ...missingSecretFaults(checked.data, source),
    ...environmentFaults(checked.data, source),
    ...fromEnvironment.faults,
  ];
  if (faults.length > 0) return faulty(faults, fromEnvironment.values);
  return { kind: "merged", configuration: checked.data, source, overrides: fromEnvironment.values };
}

async function readYaml(file: string): Promise<ReturnType<typeof parseYaml>> {
  const read = await readText(file);
  return read.kind === "faulty" ? read : parseYaml(read.value, file);
}

/** Faults of values that a variable gave are told as faults of the variable. */
function faulty(faults: readonly ConfigFault[], overrides: Overrides["values"]): Faulty {
  const placed = faults.map((fault): ConfigFault => {
    const override = overrides.find(({ path }) => isWithin(fault.path, path.join(".")));
    if (override === undefined || fault.file === environmentPlace) return fault;
    const message = `${override.variable}: ${fault.message}`;
    return { ...fault, file: environmentPlace, line: 1, column: 1, message };
  });
  return { kind: "faulty", faults: inOrder(placed) };
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}

/** Who is told, with the secrets of the sinks read; files are named from the folder of the configuration. */
async function notifyOf({ configuration }: Merged, { file, env }: ConfigurationPlace) {
  if (configuration.notify === undefined) return { notify: null, faults: [] };
  const folder = file === null ? "." : dirname(file);
  return await readNotify(configuration.notify, {
    read: async (name) => await fileText(resolve(folder, name)),
    env,
  });
}

/** The path of a named file: from the folder of the configuration, or of the process if a variable names it. */
function fileAt(path: readonly string[], merged: Merged, place: ConfigurationPlace): string | null {
  const name = valueAt(merged.configuration, path);
  if (typeof name !== "string") return null;
  const byVariable = merged.overrides.some((override) => override.path.join(".") === path.join("."));
  return place.file === null || byVariable ? resolve(name) : resolve(dirname(place.file), name);
}

function originsOf(
  configuration: Configuration,
  source: YamlSource,
  overrides: readonly Override[],
): ReadonlyMap<string, Origin> {
  const variables = new Map(overrides.map(({ path, variable }) => [path.join("."), variable]));
  const origins = new Map<string, Origin>();
  const from =
    valueAt(source.value, ["kafka", "namePrefix"]) === undefined ? "environment" : "kafka.namePrefix";
  for (const { path, defaultValue } of configurationValues()) {
    const value = valueAt(configuration, path);
    if (value === undefined) continue;
    const name = path.join(".");
    const variable = variables.get(name);
    if (variable !== undefined) origins.set(name, { kind: "environment", variable });
    else if (valueAt(source.value, path) === undefined) {
      const isDerived = typeof value === "string" && value !== defaultValue;
      origins.set(name, isDerived ? { kind: "derived", from } : { kind: "default" });
    } else {
      const { line } = source.position(path, "key");
      origins.set(name, { kind: "file", file: source.file, line });
    }
  }
  return origins;
}

function registrySecrets(source: SchemaSource | null): readonly string[] {
  const password = source?.registry?.login?.password ?? "";
  return password === "" ? [] : [password];
}

function secretsOf(configuration: Configuration, texts: readonly (string | null)[]): readonly string[] {
  const inPlace: readonly (LeafValue | undefined)[] = configurationLeaves()
    .filter(({ secret }) => secret)
    .map(({ path }) => valueAt(configuration, path) as LeafValue | undefined);
  const all = [...inPlace, ...texts].filter((value) => typeof value === "string" && value !== "");
  return [...new Set(all as readonly string[])];
}
