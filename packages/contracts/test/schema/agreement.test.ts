import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { examples } from "../../scripts/examples.ts";
import { contractSchemas, jsonSchemaOf } from "../../scripts/json-schema.ts";
import { mutated } from "../support/mutate.ts";
import { validatorOf } from "../support/validator.ts";
import { valuesOf } from "../support/values-of.ts";

const schemas = contractSchemas().map((schema) => ({
  ...schema,
  validate: validatorOf(jsonSchemaOf(schema, "draft-2020-12")),
}));

test("every contract is among the schemas that are generated", () => {
  expect(schemas.map(({ id }) => id)).toEqual(Object.keys(examples));
});

describe.each(schemas)("$id", ({ id, zod, validate }) => {
  test("its examples are accepted by zod and by the JSON Schema", () => {
    expect(examples[id]).not.toHaveLength(0);
    for (const example of examples[id] ?? []) {
      expect(zod.safeParse(example).error).toBeUndefined();
      expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  test("a value that zod accepts is accepted by the JSON Schema", () => {
    fc.assert(
      fc.property(valuesOf(zod), (value) => {
        expect(zod.safeParse(value).error).toBeUndefined();
        expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("a value with one thing changed is accepted by both or by neither", () => {
    const starts = fc.oneof(valuesOf(zod), fc.constantFrom(...(examples[id] ?? [])));
    fc.assert(
      fc.property(starts.chain(mutated), (value) => {
        expect(validate(value), JSON.stringify(value)).toBe(zod.safeParse(value).success);
      }),
      { numRuns: 1500 },
    );
  });

  test("some changed value is refused, so that agreement means something", () => {
    const refused = fc.sample(fc.constantFrom(...(examples[id] ?? [])).chain(mutated), {
      numRuns: 200,
      seed: 1,
    });
    expect(refused.some((value) => !validate(value))).toBe(true);
  });
});
