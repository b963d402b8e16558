import fc from "fast-check";
import { z } from "zod";

type Schema = z.core.$ZodType;
type Def<T extends Schema> = T["_zod"]["def"];

/**
 * JSON values which a zod schema accepts, made from the schema itself.
 * Covers what the contracts use and throws at anything else, so that a new kind of schema cannot go untested.
 */
export function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema instanceof z.core.$ZodObject) return objects(schema._zod.def);
  if (schema instanceof z.core.$ZodRecord) return records(schema._zod.def);
  if (schema instanceof z.core.$ZodArray) return arrays(schema._zod.def);
  if (schema instanceof z.core.$ZodTuple) return fc.tuple(...schema._zod.def.items.map(valuesOf));
  if (schema instanceof z.core.$ZodUnion) return fc.oneof(...schema._zod.def.options.map(valuesOf));
  if (schema instanceof z.core.$ZodNullable) return fc.option(valuesOf(schema._zod.def.innerType));
  if (isWrapper(schema)) return valuesOf(schema._zod.def.innerType);
  return scalars(schema);
}

function isWrapper(schema: Schema): schema is z.core.$ZodOptional | z.core.$ZodDefault | z.core.$ZodPrefault {
  const { type } = schema._zod.def;
  return type === "optional" || type === "default" || type === "prefault";
}

function scalars(schema: Schema): fc.Arbitrary<unknown> {
  if (schema instanceof z.core.$ZodEnum) return fc.constantFrom(...Object.values(schema._zod.def.entries));
  if (schema instanceof z.core.$ZodLiteral) return fc.constantFrom(...schema._zod.def.values);
  if (schema instanceof z.core.$ZodBoolean) return fc.boolean();
  if (schema instanceof z.core.$ZodNumber) return numbers(schema);
  if (schema instanceof z.core.$ZodString) return strings(schema);
  if (schema instanceof z.core.$ZodUnknown) return fc.jsonValue();
  throw new Error(`no values are made for a ${schema._zod.def.type} schema yet`);
}

function objects({ shape }: Def<z.core.$ZodObject>): fc.Arbitrary<unknown> {
  const requiredKeys = Object.keys(shape).filter((key) => shape[key]?._zod.optin !== "optional");
  const fields = Object.entries(shape).map(([key, field]) => [key, valuesOf(field)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys, noNullPrototype: true });
}

function records({ keyType, valueType }: Def<z.core.$ZodRecord>): fc.Arbitrary<unknown> {
  const keys = (valuesOf(keyType) as fc.Arbitrary<string>).filter((key) => key !== "__proto__");
  return fc.dictionary(keys, valuesOf(valueType), { maxKeys: 4, noNullPrototype: true });
}

function arrays({ element, checks }: Def<z.core.$ZodArray>): fc.Arbitrary<unknown> {
  const { minimum } = limits(checks);
  return fc.array(valuesOf(element), { minLength: minimum ?? 0, maxLength: (minimum ?? 0) + 3 });
}

function strings(schema: z.core.$ZodString): fc.Arbitrary<string> {
  const { minimum, pattern } = limits([schema, ...(schema._zod.def.checks ?? [])]);
  if (pattern?.unicode === true) return names.filter((name) => z.safeParse(schema, name).success);
  if (pattern !== undefined) return fc.stringMatching(pattern);
  return fc.string({ minLength: minimum ?? 0, maxLength: 12 });
}

/** fast-check cannot read `\p{L}` in a pattern; names alone are told by one. */
const names = fc.oneof(
  fc.string({
    unit: fc.constantFrom(...Array.from("aZ0._:@+-()&'#,= éчт付\u0947\u2215/")),
    minLength: 1,
    maxLength: 8,
  }),
  fc.constantFrom("a".repeat(256), "é".repeat(128)),
);

function numbers(schema: z.core.$ZodNumber): fc.Arbitrary<number> {
  const { minimum, maximum, whole } = limits([schema, ...(schema._zod.def.checks ?? [])]);
  const range = { min: minimum ?? -1e9, max: maximum ?? 1e15 };
  if (whole) return fc.integer({ min: Math.ceil(range.min), max: range.max });
  return fc.double({ ...range, noNaN: true });
}

interface Limits {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: RegExp;
  readonly whole: boolean;
}

function limits(checks: readonly { _zod: { def: object } }[] | undefined): Limits {
  let found: Limits = { whole: false };
  for (const check of checks ?? []) found = withCheck(found, check._zod.def);
  return found;
}

interface CheckDef {
  readonly check?: string;
  readonly format?: string;
  readonly value?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly inclusive?: boolean;
  readonly pattern?: RegExp;
}

function withCheck(limits: Limits, def: CheckDef): Limits {
  switch (def.check) {
    case undefined:
      return limits;
    case "greater_than":
      return { ...limits, minimum: lowerBound(def) };
    case "less_than":
      return { ...limits, maximum: def.value ?? 0 };
    case "min_length":
      return { ...limits, minimum: def.minimum ?? 0 };
    case "max_length":
      return { ...limits, maximum: def.maximum ?? 0 };
    case "number_format":
      return { ...limits, whole: def.format === "safeint" };
    // What a text is made into, and what no pattern says: the values are tried against the schema.
    case "overwrite":
    case "custom":
      return limits;
    case "string_format":
      return withPattern(limits, def);
    default:
      throw new Error(`no values are made for the check ${def.check} yet`);
  }
}

/** For base64 zod's definition holds a quick pattern; the one it checks with is the exact one. */
function withPattern(limits: Limits, { format, pattern }: CheckDef): Limits {
  const exact = format === "base64" ? z.regexes.base64 : pattern;
  return exact === undefined ? limits : { ...limits, pattern: exact };
}

/** An exclusive bound is kept away from by a little. */
function lowerBound({ value = 0, inclusive }: CheckDef): number {
  return inclusive === true ? value : value + 1e-3;
}
