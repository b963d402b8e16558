import { loadYamlFile, presetHint } from "@tocsin/adapters/config";
import type { TelemetryMapping } from "@tocsin/contracts";
import { mappingFaults } from "@tocsin/formats";
import { usageFault } from "../exit-codes.ts";

/** What a mapping file is of. */
export type MappingKind = "metrics" | "rows" | "columns";

const ofColumns = ["columns", "wide"];

/**
 * By the keys that only one kind has: `rules` are of a status monitor's rows, `columns` and `wide` of any table; all else is
 * of metrics.
 */
export async function mappingKind(file: string): Promise<MappingKind> {
  const anything = { safeParse: (data: unknown) => ({ success: true as const, data }) };
  const loaded = await loadYamlFile<unknown>(file, anything);
  const keys =
    loaded.kind === "loaded" && typeof loaded.value === "object" ? Object.keys(loaded.value ?? {}) : [];
  if (keys.includes("rules")) return "rows";
  return keys.some((key) => ofColumns.includes(key)) ? "columns" : "metrics";
}

/** The mapping that `--preset` stands for; a `ProcessFault` of code 2 for a preset that there is not. */
export function presetMapping(option: string): TelemetryMapping {
  const mapping: TelemetryMapping = { preset: option.split(",").map((name) => name.trim()) };
  const [fault] = mappingFaults(mapping);
  if (fault !== undefined) throw usageFault(fault.reason, presetHint(fault.unknownPreset ?? ""));
  return mapping;
}
