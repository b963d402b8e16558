import { type ConfigFault, type Loaded, loadYamlFile } from "@tocsin/adapters/config";
import { TelemetryMapping } from "@tocsin/contracts";
import { mappingFaults, presets } from "@tocsin/formats";
import { didYouMean } from "../arguments/suggestion.ts";
import { usageFault } from "../exit-codes.ts";

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

/** Whether a mapping file is of metrics, and not of the rows of a status monitor, which has `rules`. */
export async function isMetricsMapping(file: string): Promise<boolean> {
  const anything = { safeParse: (data: unknown) => ({ success: true as const, data }) };
  const loaded = await loadYamlFile<unknown>(file, anything);
  return loaded.kind === "loaded" && typeof loaded.value === "object" && !("rules" in (loaded.value ?? {}));
}

/** The mapping that `--preset` stands for; a `ProcessFault` of code 2 for a preset that there is not. */
export function presetMapping(option: string): TelemetryMapping {
  const mapping: TelemetryMapping = { preset: option.split(",").map((name) => name.trim()) };
  const [fault] = mappingFaults(mapping);
  if (fault !== undefined) throw usageFault(fault.reason, presetHint(fault.unknownPreset ?? ""));
  return mapping;
}

function presetHint(name: string): string {
  const names = [...presets.keys()];
  return didYouMean(name, names) ?? `There is ${names.join(", ")}.`;
}
