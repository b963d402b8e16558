import { examples } from "./examples.ts";
import type { JsonSchema } from "./json-schema.ts";
import { alertWords } from "./words/alert-words.ts";
import { commandWords } from "./words/command-words.ts";
import { type FieldWords, wordsFor } from "./words/field-words.ts";
import { fileWords } from "./words/file-words.ts";
import { mappingWords } from "./words/mapping-words.ts";
import { toldWords } from "./words/told-words.ts";
import { telemetryWords } from "./words/telemetry-words.ts";

const words = {
  ...telemetryWords,
  ...alertWords,
  ...fileWords,
  ...toldWords,
  ...commandWords,
  ...mappingWords,
};

/** Its fields are called as those of telemetry, and hold headings of columns: no examples of them. */
const namesOfHeadings = "CsvMapping";

/** Enough to see what a value looks like. */
const mostExamples = 2;

/**
 * The schema with a description of each field, its unit where it is a number, and examples. What zod's schema says itself
 * stays; the rest comes from the word tables and from the examples of the contracts.
 */
export const withFieldDescriptions = (id: string, schema: JsonSchema): JsonSchema =>
  within(schema, { id, path: [] });

interface Place {
  readonly id: string;
  readonly path: readonly string[];
}

function within(schema: JsonSchema, place: Place): JsonSchema {
  const deeper = (part: JsonSchema): JsonSchema => within(part, place);
  const made: Record<string, unknown> = { ...schema };
  for (const list of ["anyOf", "oneOf", "allOf", "prefixItems"] as const) {
    const branches = schema[list] as readonly JsonSchema[] | undefined;
    if (branches !== undefined) made[list] = branches.map(deeper);
  }
  for (const part of ["items", "additionalProperties"] as const) {
    const inner = schema[part];
    if (isSchema(inner)) made[part] = deeper(inner);
    if (Array.isArray(inner)) made[part] = (inner as readonly JsonSchema[]).map(deeper);
  }
  if (schema.properties !== undefined) {
    made["properties"] = Object.fromEntries(
      Object.entries(schema.properties).map(([name, field]) => [
        name,
        described(field as JsonSchema, { id: place.id, path: [...place.path, name] }),
      ]),
    );
  }
  return made;
}

const isSchema = (part: unknown): part is JsonSchema =>
  typeof part === "object" && part !== null && !Array.isArray(part);

function described(field: JsonSchema, place: Place): JsonSchema {
  const found = wordsFor(words, place.id, place.path);
  const description = descriptionOf(field, found);
  const shown = examplesOf(field, found, place);
  return {
    ...within(field, place),
    ...(description === "" ? {} : { description }),
    ...(shown.length === 0 ? {} : { examples: shown }),
  } as JsonSchema;
}

function descriptionOf(field: JsonSchema, { says, unit }: FieldWords): string {
  const parts = [field.description ?? says ?? "", ...(unit === undefined ? [] : [`Unit: ${unit}.`])];
  return parts.filter((part) => part !== "").join(" ");
}

/** Those of the schema, else the only value there is, else those that stand at this place in the contracts' examples, else that of the words or the default. */
function examplesOf(field: JsonSchema, { example }: FieldWords, { id, path }: Place): readonly unknown[] {
  if (field.examples !== undefined) return field.examples;
  if (hasFields(field)) return [];
  if (field.const !== undefined) return [field.const];
  const standing = new Map(valuesAt(examples[id] ?? [], path).map((value) => [JSON.stringify(value), value]));
  if (standing.size > 0) return [...standing.values()].slice(0, mostExamples);
  const asItStands = (value: unknown): unknown =>
    field.type === "array" && !Array.isArray(value) ? [value] : value;
  if (example !== undefined) return [asItStands(example)];
  if (field.default !== undefined) return [field.default];
  if (field.enum !== undefined) return field.enum.slice(0, mostExamples);
  const elsewhere = Object.entries(examples).flatMap(([other, list]) =>
    other === namesOfHeadings ? [] : anywhere(list, path.at(-1) as string),
  );
  const value = elsewhere.find((one) => one !== null);
  return value === undefined ? [] : [asItStands(value)];
}

/** Whether it is an object, or a list of objects, whose own fields say what stands there. */
export function hasFields(field: JsonSchema): boolean {
  if (field.properties !== undefined) return true;
  const inner = [...((field.anyOf ?? []) as readonly JsonSchema[]), field.items, field.additionalProperties];
  return inner.some((part) => isSchema(part) && hasFields(part));
}

/** All values at a path, through lists and through names that are not fields. Null is no example. */
function valuesAt(values: readonly unknown[], path: readonly string[]): readonly unknown[] {
  const [name, ...rest] = path;
  const opened = values.flatMap(objectsIn);
  if (name === undefined) return values.filter((value) => value !== null && value !== undefined);
  const direct = opened.flatMap((one) => (name in one ? [one[name]] : []));
  if (direct.length > 0) return valuesAt(direct, rest);
  const throughNames = opened.flatMap((one) => Object.values(one).flatMap(objectsIn));
  return throughNames.some((one) => name in one) ? valuesAt(throughNames, path) : [];
}

const objectsIn = (value: unknown): readonly Readonly<Record<string, unknown>>[] => {
  if (Array.isArray(value)) return (value as readonly unknown[]).flatMap(objectsIn);
  return isSchema(value) ? [value] : [];
};

/** Values of fields of this name, however deep. */
function anywhere(values: readonly unknown[], name: string): readonly unknown[] {
  return values
    .flatMap(objectsIn)
    .flatMap((one) =>
      Object.entries(one).flatMap(([key, value]) => [
        ...(key === name ? [value] : []),
        ...anywhere([value], name),
      ]),
    );
}
