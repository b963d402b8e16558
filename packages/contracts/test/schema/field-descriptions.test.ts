import { describe, expect, test } from "vitest";
import { hasFields } from "../../scripts/field-descriptions.ts";
import { contractSchemas, type JsonSchema, jsonSchemaOf } from "../../scripts/json-schema.ts";
import { validatorOf } from "../support/validator.ts";

interface Field {
  readonly path: string;
  readonly schema: JsonSchema;
}

const parts = (schema: JsonSchema): readonly JsonSchema[] =>
  [
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
    ...(schema.prefixItems ?? []),
    schema.items,
    schema.additionalProperties,
  ].flatMap((part) => (typeof part === "object" && !Array.isArray(part) ? [part] : []));

/** Every field of a schema, however deep. */
function fieldsOf(schema: JsonSchema, path: string): readonly Field[] {
  const own = Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    path: `${path}.${name}`,
    schema: field as JsonSchema,
  }));
  return [
    ...own.flatMap((field) => [field, ...fieldsOf(field.schema, field.path)]),
    ...parts(schema).flatMap((part) => fieldsOf(part, path)),
  ];
}

/** Whether a number stands there, perhaps in a list or beside null. */
function isNumber(schema: JsonSchema): boolean {
  const types = [schema.type].flat();
  if (types.includes("number") || types.includes("integer")) return true;
  return schema.properties === undefined && parts(schema).some(isNumber);
}

/** Says what one of it is. */
const unitWords = /Unit: \S|\b(?:milliseconds|days|hours|bytes)\b/i;

function faultsOf({ schema }: Field): readonly string[] {
  const description = schema.description ?? "";
  return [
    ...(description.length < 5 ? ["no description"] : []),
    ...(isNumber(schema) && !hasFields(schema) && !unitWords.test(description) ? ["no unit"] : []),
    ...(schema.examples === undefined && !hasFields(schema) ? ["no example"] : []),
  ];
}

const fields = contractSchemas().flatMap((schema) =>
  fieldsOf(jsonSchemaOf(schema, "draft-2020-12"), schema.id),
);

describe("every field of every schema", () => {
  test("has a description, a unit where it is a number, and an example", () => {
    expect(fields.length).toBeGreaterThan(200);
    const faults = fields.flatMap((field) => faultsOf(field).map((fault) => `${field.path}: ${fault}`));
    expect(faults).toEqual([]);
  });

  test("has examples that it allows itself", () => {
    const wrong = fields.flatMap(({ path, schema }) => {
      const validate = validatorOf(schema);
      const examples = schema.examples ?? [];
      return examples
        .filter((example) => !validate(example))
        .map((example) => `${path}: ${JSON.stringify(example)}`);
    });
    expect(wrong).toEqual([]);
  });

  test.each([
    ["a field without words", { type: "string", examples: ["a"] }, ["no description"]],
    ["a number without its unit", { type: "integer", description: "How many.", examples: [1] }, ["no unit"]],
    [
      "a list of numbers without one",
      { type: "array", items: { type: "number" }, description: "Sizes." },
      ["no unit", "no example"],
    ],
    ["a whole one", { type: "number", description: "How long. Unit: milliseconds.", examples: [1] }, []],
  ])("%s is told", (_name, schema, faults) => {
    expect(faultsOf({ path: "a", schema: schema as JsonSchema })).toEqual(faults);
  });
});
