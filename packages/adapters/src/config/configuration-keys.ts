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

/** A key that holds further keys. */
export interface ConfigurationSection {
  readonly kind: "section";
  readonly path: readonly string[];
  readonly description: string;
  /** Whether it may be absent, which then means something else than all its defaults. */
  readonly optional: boolean;
  readonly keys: readonly ConfigurationKey[];
}

export type ConfigurationKey = ConfigurationLeaf | ConfigurationSection;
export type LeafType = "text" | "whole" | "number" | "boolean" | "list";
export type LeafValue = string | number | boolean | readonly string[];

/** All keys in the order of the schema, read from the JSON Schema that zod makes of it. */
export function configurationKeys(): readonly ConfigurationKey[] {
  const { $defs } = z.toJSONSchema(Configuration, { io: "input" }) as { $defs?: Record<string, Node> };
  const root = $defs?.Configuration;
  if (root === undefined) throw new Error("zod wrote no definition of Configuration");
  return keysOf(root, []);
}

/** The leaves alone, sections opened. */
export function configurationLeaves(): readonly ConfigurationLeaf[] {
  return leavesOf(configurationKeys());
}

function leavesOf(keys: readonly ConfigurationKey[]): readonly ConfigurationLeaf[] {
  return keys.flatMap((key) => (key.kind === "leaf" ? [key] : leavesOf(key.keys)));
}

/** The part of JSON Schema that the configuration uses. */
interface Node {
  readonly type: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly LeafValue[];
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
  return {
    kind: "leaf",
    path,
    type: leafType(node.type),
    description,
    defaultValue: (node.default ?? null) as LeafValue | null,
    example: node.examples?.[0] ?? null,
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
