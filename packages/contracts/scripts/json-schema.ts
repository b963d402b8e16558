import { z } from "zod";
import * as contracts from "@tocsin/contracts";
import { withFieldDescriptions } from "./field-descriptions.ts";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

export type SchemaTarget = "draft-2020-12" | "draft-07";

export interface ContractSchema {
  /** The `id` of the schema's `meta`. */
  readonly id: string;
  readonly zod: z.ZodType;
  /** `input`: what others write and Tocsin reads. `output`: what Tocsin writes. */
  readonly io: "input" | "output";
}

/** What Tocsin itself writes. Everything else with an id is written by producers or by users. */
const writtenByTocsin: ReadonlySet<string> = new Set([
  "WindowFrame",
  "EvidenceFrame",
  "AlertEvent",
  "DeadLetterHeaders",
  "Reject",
  "Summary",
]);

/** Every exported zod schema that has a `meta` id, in order of id. */
export function contractSchemas(): readonly ContractSchema[] {
  return Object.values(contracts)
    .filter((value) => value instanceof z.ZodType)
    .flatMap((schema) => withId(schema))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function withId(schema: z.ZodType): readonly ContractSchema[] {
  const id = schema.meta()?.id;
  if (id === undefined) return [];
  return [{ id, zod: schema, io: writtenByTocsin.has(id) ? "output" : "input" }];
}

/**
 * The JSON Schema of one contract, self-contained and without a `$ref` to itself.
 * Objects which zod does not hold to be strict stay open in both directions:
 * within a version fields are only added, and consumers ignore those they do not know.
 */
export function jsonSchemaOf(schema: ContractSchema, target: SchemaTarget): JsonSchema {
  const generated = z.toJSONSchema(schema.zod, { io: schema.io, target, override: keepOpen });
  return withFieldDescriptions(schema.id, inlineSelf(schema.id, generated));
}

type Override = NonNullable<z.core.ToJSONSchemaParams["override"]>;

const keepOpen: Override = ({ zodSchema, jsonSchema }) => {
  const { def } = zodSchema._zod;
  if (def.type === "object" && def.catchall === undefined) delete jsonSchema.additionalProperties;
};

/** zod puts a schema with an id under `$defs` and refers to it; here it is the only one, so it becomes the root. */
function inlineSelf(id: string, generated: JsonSchema): JsonSchema {
  const definitions = (generated.$defs ?? generated.definitions) as
    | Readonly<Record<string, JsonSchema>>
    | undefined;
  const own = definitions?.[id];
  if (own === undefined) throw new Error(`zod wrote no definition of ${id}`);
  const { title, ...body } = own;
  return { $schema: generated.$schema, title, ...body } as JsonSchema;
}
