import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RandomSource } from "@tocsin/worlds/random";
import { below, type Breed, chance, pick } from "./breed.ts";

/** The part of JSON Schema that the contracts' schemas use. */
interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly format?: string;
  readonly examples?: readonly unknown[];
}

const folder = join(import.meta.dirname, "../../../packages/contracts/schema");

const schemaOf = (name: string): Schema =>
  JSON.parse(readFileSync(join(folder, `${name}.schema.json`), "utf8")) as Schema;

/** Values that a schema of the contracts allows, made up anew each time: the grammar of what comes in as JSON. */
export function fromSchema(name: string): Breed {
  const root = schemaOf(name);
  return (_parent, _other, random) => Buffer.from(JSON.stringify(made(root, { root, random }, 8)));
}

/** All keys and fixed values of a schema: the words of its language. */
export function wordsOf(name: string): readonly string[] {
  const words = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { properties, enum: fixed } = value as Schema;
    for (const key of Object.keys(properties ?? {})) words.add(key);
    for (const one of Array.isArray(fixed) ? (fixed as readonly unknown[]) : []) words.add(String(one));
    Object.values(value).forEach(collect);
  };
  collect(schemaOf(name));
  return [...words, "whatsapp", "instagram"];
}

interface How {
  readonly root: Schema;
  readonly random: RandomSource;
}

function made(schema: Schema, how: How, levels: number): unknown {
  const { random, root } = how;
  if (schema.examples !== undefined && chance(random, 0.4)) return pick(random, schema.examples);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return pick(random, schema.enum);
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined) return made(root.$defs?.[name] ?? {}, how, levels);
  const branches = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (branches !== undefined) return made(pick(random, branches), how, levels);
  switch (schema.type) {
    case "object":
      return madeObject(schema, how, levels);
    case "array": {
      const { items, prefixItems } = schema;
      if (prefixItems !== undefined) return prefixItems.map((item) => made(item, how, levels - 1));
      if (levels <= 0 || items === undefined || items === false) return [];
      return Array.from({ length: below(random, 4) }, () => made(items, how, levels - 1));
    }
    case "integer":
      return Math.floor(madeNumber(schema, random));
    case "number":
      return madeNumber(schema, random);
    case "boolean":
      return chance(random, 0.5);
    case "null":
      return null;
    default:
      return madeText(schema, random);
  }
}

function madeObject(schema: Schema, how: How, levels: number): unknown {
  const { random } = how;
  const required = new Set(schema.required ?? []);
  const entries = Object.entries(schema.properties ?? {})
    .filter(([key]) => required.has(key) || chance(random, 0.4))
    .map(([key, inner]) => [key, made(inner, how, levels - 1)] as const);
  const more = schema.additionalProperties;
  if (typeof more !== "object" || levels <= 0) return Object.fromEntries(entries);
  const others = Array.from(
    { length: below(random, 4) },
    () => [pick(random, names), made(more, how, levels - 1)] as const,
  );
  return Object.fromEntries([...entries, ...others]);
}

const names = ["whatsapp", "instagram", "facebook", "web", "a", "web/login", "名", "é"];
const times = ["2021-10-04T15:40:00Z", "2021-10-04T17:40:00+02:00", "2024-02-29T00:00:00Z"];

function madeNumber({ minimum, exclusiveMinimum, maximum }: Schema, random: RandomSource): number {
  const least = minimum ?? exclusiveMinimum ?? 0;
  const most = maximum ?? 1e12;
  const size = pick(random, [0, 1, 2, 60_000, 1_633_361_940_000, most, (most - least) / 2]);
  return Math.min(most, Math.max(least, size));
}

function madeText({ format }: Schema, random: RandomSource): string {
  if (format === "date-time") return pick(random, times);
  return format === "date" ? "2024-12-24" : pick(random, names);
}
