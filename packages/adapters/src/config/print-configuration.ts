import {
  type ConfigurationEntries,
  type ConfigurationEntry,
  type ConfigurationKey,
  type ConfigurationLeaf,
  configurationKeys,
  type LeafValue,
} from "./configuration-keys.ts";
import type { LiveConfiguration, Origin } from "./live-configuration.ts";
import { valueAt } from "./merge-overrides.ts";
import { yamlEntry, yamlValue } from "./yaml-value.ts";

/** What stands for a secret, which is never printed. */
const hiddenSecret = "***";

/** The configuration as YAML in the order of the schema; behind each value where it came from, secrets hidden. */
export function printConfiguration(live: LiveConfiguration): string {
  return `${linesOf(configurationKeys(), live, "").join("\n")}\n`;
}

function linesOf(
  keys: readonly ConfigurationKey[],
  live: LiveConfiguration,
  indent: string,
): readonly string[] {
  return keys.flatMap((key) => {
    const name = key.path.at(-1) ?? "";
    if (key.kind === "leaf") return leafLine(key, live, `${indent}${name}`);
    if (key.kind === "entries") return entryLines(key, live, `${indent}${name}`);
    const inner = linesOf(key.keys, live, `${indent}  `);
    return inner.length === 0 ? [] : [`${indent}${name}:`, ...inner];
  });
}

function leafLine(leaf: ConfigurationLeaf, live: LiveConfiguration, start: string): readonly string[] {
  const value = valueAt(live.written, leaf.path) as LeafValue | undefined;
  if (value === undefined) return [];
  const shown = yamlValue(leaf.secret ? hiddenSecret : value);
  return [`${start}: ${shown} # ${originOf(leaf, live)}`];
}

/** An entry a line. */
function entryLines(list: ConfigurationEntries, live: LiveConfiguration, start: string): readonly string[] {
  const written = valueAt(live.written, list.path);
  if (written === undefined) return [];
  const origin = originOf(list, live);
  if (list.exampleName !== null) {
    const named = Object.entries(written as Readonly<Record<string, ConfigurationEntry>>);
    if (named.length === 0) return [`${start}: {} # ${origin}`];
    return [
      `${start}: # ${origin}`,
      ...named.map(([name, entry]) => `  ${yamlValue(name)}: ${yamlEntry(entry)}`),
    ];
  }
  const entries = written as readonly ConfigurationEntry[];
  if (entries.length === 0) return [`${start}: [] # ${origin}`];
  return [`${start}: # ${origin}`, ...entries.map((entry) => `  - ${yamlEntry(discreet(list, entry))}`)];
}

function discreet({ keys }: ConfigurationEntries, entry: ConfigurationEntry): ConfigurationEntry {
  const hidden = keys.filter(({ secret }) => secret).map(({ path }) => path.join("."));
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [name, hidden.includes(name) ? hiddenSecret : value]),
  );
}

const originOf = ({ path }: Pick<ConfigurationKey, "path">, live: LiveConfiguration): string =>
  originWords(live.origins.get(path.join(".")) ?? { kind: "default" });

function originWords(origin: Origin): string {
  switch (origin.kind) {
    case "default":
      return "default";
    case "environment":
      return origin.variable;
    case "derived":
      return `from ${origin.from}`;
    case "file":
      return `${origin.file}:${origin.line}`;
  }
}
