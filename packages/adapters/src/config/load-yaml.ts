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
  const read = await readText(file);
  return read.kind === "faulty" ? read : loadYamlText({ text: read.value, file }, schema, check);
}

/** The text of a file, or the fault that it cannot be read. */
export async function readText(file: string): Promise<Loaded<string>> {
  try {
    return { kind: "loaded", value: await readFile(file, "utf8") };
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

function faulty<Value>(faults: readonly ConfigFault[]): Loaded<Value> {
  return { kind: "faulty", faults: inOrder(faults) };
}

/** Faults of one file in the order in which its reader meets them. */
export function inOrder(faults: readonly ConfigFault[]): readonly ConfigFault[] {
  return [...faults].sort((one, other) =>
    one.line === other.line ? one.column - other.column : one.line - other.line,
  );
}
