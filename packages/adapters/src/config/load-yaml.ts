import { readFile } from "node:fs/promises";
import type { ConfigFault, Loaded } from "./config-fault.ts";
import { schemaFaults, type SchemaIssue } from "./schema-faults.ts";
import { parseYaml, type YamlSource } from "./yaml-source.ts";

/** The part of a zod schema that is needed here. */
export interface FileSchema<Value> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: Value }
    | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } };
}

/** What more can be wrong than a schema can say, such as a reference to something that is not there. */
export type Check<Value> = (value: Value, source: YamlSource) => readonly ConfigFault[];

/** Loads a YAML or JSON file that fits the schema and passes the check; else every fault with its line. Never throws. */
export async function loadYamlFile<Value>(
  file: string,
  schema: FileSchema<Value>,
  check: Check<Value> = () => [],
): Promise<Loaded<Value>> {
  try {
    return loadYamlText({ text: await readFile(file, "utf8"), file }, schema, check);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      kind: "faulty",
      faults: [{ code: "file-unreadable", file, line: 1, column: 1, path: "", message }],
    };
  }
}

/** The same for a text; `file` is what the faults call it. */
export function loadYamlText<Value>(
  { text, file }: { readonly text: string; readonly file: string },
  schema: FileSchema<Value>,
  check: Check<Value> = () => [],
): Loaded<Value> {
  const source = parseYaml(text, file);
  if (source.kind === "faulty") return source;
  const checked = schema.safeParse(source.value);
  if (!checked.success) return faulty(schemaFaults(schema, source, checked.error.issues));
  const faults = check(checked.data, source);
  return faults.length > 0 ? faulty(faults) : { kind: "loaded", value: checked.data };
}

/** In the order in which a reader meets them in the file. */
function faulty<Value>(faults: readonly ConfigFault[]): Loaded<Value> {
  const inOrder = [...faults].sort((one, other) =>
    one.line === other.line ? one.column - other.column : one.line - other.line,
  );
  return { kind: "faulty", faults: inOrder };
}
