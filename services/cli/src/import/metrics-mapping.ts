import { loadYamlFile, presetHint } from "@tocsin/adapters/config";
import type { TelemetryMapping } from "@tocsin/contracts";
import { mappingFaults } from "@tocsin/formats";
import { usageFault } from "../exit-codes.ts";

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
