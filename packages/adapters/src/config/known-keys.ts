import type { ConfigPath } from "./config-fault.ts";

/**
 * The keys that a zod schema knows at a path, to suggest one from. Looks through wrappers, unions, records and arrays;
 * empty where it cannot tell. It reads the schema's public `def`.
 */
export function knownKeys(schema: unknown, path: ConfigPath): readonly string[] {
  const def = (schema as { readonly def?: SchemaDef } | undefined)?.def;
  if (def === undefined) return [];
  const [step, ...rest] = path;
  if (def.innerType !== undefined) return knownKeys(def.innerType, path);
  if (def.options !== undefined) return def.options.flatMap((option) => knownKeys(option, path));
  if (def.type === "object") {
    const shape = def.shape ?? {};
    return step === undefined ? Object.keys(shape) : knownKeys(shape[step], rest);
  }
  if (step === undefined) return [];
  return knownKeys(def.type === "record" ? def.valueType : def.element, rest);
}

interface SchemaDef {
  readonly type?: string;
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly valueType?: unknown;
  readonly element?: unknown;
  readonly innerType?: unknown;
  readonly options?: readonly unknown[];
}
