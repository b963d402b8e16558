import type { ConfigurationEntry, LeafValue } from "./configuration-keys.ts";

/** Words that YAML, or an older YAML, does not read as text. */
const notText = /^(true|false|yes|no|on|off|null|y|n)$/i;

/** A value of the configuration on one line of YAML, quoted where it could be read as something else. */
export function yamlValue(value: LeafValue): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") return `[${value.map(quoted).join(", ")}]`;
  return /^[A-Za-z][A-Za-z0-9._-]*$/.test(value) && !notText.test(value) ? value : quoted(value);
}

/** An entry of a list on one line of YAML. */
export function yamlEntry(entry: ConfigurationEntry): string {
  return `{ ${Object.entries(entry)
    .map(([name, value]) => `${name}: ${yamlValue(value)}`)
    .join(", ")} }`;
}

/** A JSON string is a YAML one. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
