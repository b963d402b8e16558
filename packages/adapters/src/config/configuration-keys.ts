import { Configuration } from "@tocsin/contracts";
import { z } from "zod";

/** A key of the configuration file that holds a value, not further keys. */
export interface ConfigurationLeaf {
  readonly kind: "leaf";
  readonly path: readonly string[];
  readonly type: LeafType;
  readonly description: string;
  readonly defaultValue: LeafValue | null;
  /** What the key may hold where it has no default. */
  readonly example: LeafValue | null;
  readonly choices: readonly string[] | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Never shown. */
  readonly secret: boolean;
}

/** A key that holds entries, a list or each by a name, with keys of their own. The file alone can say it, no variable. */
export interface ConfigurationEntries {
  readonly kind: "entries";
  readonly path: readonly string[];
  readonly description: string;
  /** Of an entry that is found by a name: what one is called in the example. Null where the entries are a list. */
  readonly exampleName: string | null;
  /** One is as good as none said. */
  readonly defaultValue: readonly [];
  /** An entry that may be written so. */
  readonly example: ConfigurationEntry;
  /** What may stand in an entry; paths are from the entry on. */
  readonly keys: readonly ConfigurationLeaf[];
}

/** A key that holds further keys. */
export interface ConfigurationSection {
  readonly kind: "section";
  readonly path: readonly string[];
  readonly description: string;
  /** Whether it may be absent, which then means something else than all its defaults. */
  readonly optional: boolean;
  readonly keys: readonly ConfigurationKey[];
}

export type ConfigurationKey = ConfigurationLeaf | ConfigurationEntries | ConfigurationSection;
export type LeafType = "text" | "whole" | "number" | "boolean" | "list";
export type LeafValue = string | number | boolean | readonly string[];
export type ConfigurationEntry = Readonly<Record<string, LeafValue>>;

/** All keys in the order of the schema, read from the JSON Schema that zod makes of it. */
export function configurationKeys(): readonly ConfigurationKey[] {
  const { $defs } = z.toJSONSchema(Configuration, { io: "input" }) as { $defs?: Record<string, Node> };
  const root = $defs?.Configuration;
  if (root === undefined) throw new Error("zod wrote no definition of Configuration");
  return keysOf(root, []);
}

/** The leaves alone, sections opened: what a variable can give. */
export function configurationLeaves(): readonly ConfigurationLeaf[] {
  return configurationValues().filter((key) => key.kind === "leaf");
}

/** All that holds a value, sections opened: leaves, and lists of entries. */
export function configurationValues(): readonly (ConfigurationLeaf | ConfigurationEntries)[] {
  return valuesOf(configurationKeys());
}

function valuesOf(keys: readonly ConfigurationKey[]): readonly (ConfigurationLeaf | ConfigurationEntries)[] {
  return keys.flatMap((key) => (key.kind === "section" ? valuesOf(key.keys) : [key]));
}

/** The part of JSON Schema that the configuration uses. */
interface Node {
  readonly type: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  /** Of an array: what its entries are. */
  readonly items?: Node;
  /** Of an object whose keys the user chooses: what its entries are. */
  readonly additionalProperties?: Node | false;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly writeOnly?: boolean;
}

function keysOf(node: Node, above: readonly string[]): readonly ConfigurationKey[] {
  return Object.entries(node.properties ?? {}).map(([name, inner]) => keyOf(inner, [...above, name]));
}

function keyOf(node: Node, path: readonly string[]): ConfigurationKey {
  const description = node.description ?? "";
  if (node.properties !== undefined) {
    const optional = node.default === undefined;
    return { kind: "section", path, description, optional, keys: keysOf(node, path) };
  }
  if (node.items?.properties !== undefined) return entriesOf(node, node.items, path);
  const named = node.additionalProperties;
  if (named !== undefined && named !== false) return entriesOf(node, named, path);
  return leafOf(node, path);
}

function entriesOf(node: Node, items: Node, path: readonly string[]): ConfigurationEntries {
  const [first] = Object.entries((node.examples?.[0] ?? {}) as Readonly<Record<string, ConfigurationEntry>>);
  if (first === undefined) throw new Error(`${path.join(".")} has no example of an entry`);
  const [name, example] = first;
  const exampleName = node.items === undefined ? name : null;
  const keys = Object.entries(items.properties ?? {}).map(([key, inner]) => leafOf(inner, [key]));
  const description = node.description ?? "";
  return { kind: "entries", path, description, exampleName, defaultValue: [], example, keys };
}

function leafOf(node: Node, path: readonly string[]): ConfigurationLeaf {
  return {
    kind: "leaf",
    path,
    type: leafType(node.type),
    description: node.description ?? "",
    defaultValue: (node.default ?? null) as LeafValue | null,
    example: (node.examples?.[0] ?? null) as LeafValue | null,
    choices: node.enum ?? null,
    minimum: node.minimum ?? null,
    maximum: node.maximum ?? null,
    secret: node.writeOnly === true,
  };
}

function leafType(type: string): LeafType {
  switch (type) {
    case "string":
      return "text";
    case "integer":
      return "whole";
    case "array":
      return "list";
    case "number":
    case "boolean":
      return type;
    default:
      throw new Error(`a configuration key of type ${type} has no form in files and environment yet`);
  }
}
