import { dirname, resolve } from "node:path";
import { type Configuration, TelemetryMapping } from "@tocsin/contracts";
import { type Format, mappingFaults, presets } from "@tocsin/formats";
import type { ConfigFault, Loaded } from "./config-fault.ts";
import { didYouMean } from "./did-you-mean.ts";
import { loadYamlFile, readText } from "./load-yaml.ts";
import { parseYaml } from "./yaml-source.ts";

/** How the messages of a topic are read. */
export interface TopicFormat {
  readonly format: Format | "auto";
  /** Null: all presets. */
  readonly mapping: TelemetryMapping | null;
  /** How long an interval waits for its last samples, besides the allowed lateness. */
  readonly delayMs: number;
  readonly maxSeries: number;
}

/** By topic; what is not among them is telemetry of our own. */
export type TopicFormats = ReadonlyMap<string, TopicFormat>;

type Written = Configuration["formats"][string];

/** A mapping of metrics from a file; presets that it names are checked too. */
export function loadTelemetryMapping(file: string): Promise<Loaded<TelemetryMapping>> {
  return loadYamlFile(file, TelemetryMapping, (mapping, source) =>
    mappingFaults(mapping).map(({ code, path, reason, unknownPreset }): ConfigFault => ({
      code,
      file: source.file,
      ...source.position(path),
      path: path.join("."),
      message: unknownPreset === undefined ? reason : `${reason}. ${presetHint(unknownPreset)}`,
    })),
  );
}

/** What to write in place of a preset that there is not. */
export function presetHint(name: string): string {
  const names = [...presets.keys()];
  const meant = didYouMean(name, names);
  return meant === null ? `There is ${names.join(", ")}.` : `Did you mean ${meant}?`;
}

/** The formats of a configuration with the mappings that it names, from the folder of its file; or every fault. */
export async function loadTopicFormats(
  { formats }: Pick<Configuration, "formats">,
  file: string | null,
): Promise<Loaded<TopicFormats>> {
  const read = new Map<string, TopicFormat>();
  const faults: ConfigFault[] = [];
  for (const [topic, written] of Object.entries(formats)) {
    const mapping = await mappingOf(written, file);
    if (mapping.kind === "loaded") read.set(topic, topicFormat(written, mapping.value));
    else faults.push(...(await placed(mapping.faults, { topic, file })));
  }
  return faults.length > 0 ? { kind: "faulty", faults } : { kind: "loaded", value: read };
}

function topicFormat(written: Written, mapping: TelemetryMapping | null): TopicFormat {
  const { format, delayMs, maxSeries } = written;
  return { format: format === "line-protocol" ? "influx" : format, mapping, delayMs, maxSeries };
}

async function mappingOf(
  { preset, mapping }: Written,
  file: string | null,
): Promise<Loaded<TelemetryMapping | null>> {
  if (mapping !== undefined)
    return await loadTelemetryMapping(file === null ? resolve(mapping) : resolve(dirname(file), mapping));
  if (preset === undefined) return { kind: "loaded", value: null };
  const ready: TelemetryMapping = { preset };
  const faults = mappingFaults(ready).map(({ code, reason, unknownPreset }): ConfigFault => ({
    code,
    file: "",
    line: 1,
    column: 1,
    path: "preset",
    message: unknownPreset === undefined ? reason : `${reason}. ${presetHint(unknownPreset)}`,
  }));
  return faults.length > 0 ? { kind: "faulty", faults } : { kind: "loaded", value: ready };
}

/** Faults of a mapping's file stand there; what is wrong here, or a file that is not there, stands where it is named. */
async function placed(
  faults: readonly ConfigFault[],
  { topic, file }: { readonly topic: string; readonly file: string | null },
): Promise<readonly ConfigFault[]> {
  const text = file === null ? null : await readText(file);
  const source = text?.kind === "loaded" && file !== null ? parseYaml(text.value, file) : null;
  return faults.map((fault) => {
    const isHere = fault.file === "" || fault.code === "file-unreadable";
    if (!isHere) return fault;
    const path = ["formats", topic, fault.file === "" ? "preset" : "mapping"];
    const position =
      source === null || source.kind === "faulty" ? { line: 1, column: 1 } : source.position(path);
    return { ...fault, file: file ?? "", ...position, path: path.join(".") };
  });
}
