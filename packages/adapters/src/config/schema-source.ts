import { readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Configuration } from "@tocsin/contracts";
import type { SchemaSource } from "../registry/index.ts";
import type { ConfigFault, Loaded } from "./config-fault.ts";

/**
 * Where schemas of framed messages come from: the files of a folder, by number (`12.avsc`), and a registry. Null where the
 * configuration names neither.
 */
export async function loadSchemaSource(
  { schemaRegistry }: Pick<Configuration, "schemaRegistry">,
  file: string | null,
): Promise<Loaded<SchemaSource | null>> {
  if (schemaRegistry === undefined) return { kind: "loaded", value: null };
  const { url, folder, username, password, passwordFile, timeoutMs } = schemaRegistry;
  const at = (name: string): string => (file === null ? resolve(name) : resolve(dirname(file), name));
  try {
    const files = folder === undefined ? new Map<number, string>() : await schemasIn(at(folder));
    const read = passwordFile === undefined ? undefined : await readFile(at(passwordFile), "utf8");
    const secret = password ?? read?.replace(/(\r?\n)+$/, "") ?? "";
    const login = username === undefined ? null : { username, password: secret };
    const registry = url === undefined ? null : { url, login, timeoutMs };
    return { kind: "loaded", value: { files, registry } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const fault: ConfigFault = {
      code: "file-unreadable",
      file: file ?? "",
      line: 1,
      column: 1,
      path: "schemaRegistry",
      message,
    };
    return { kind: "faulty", faults: [fault] };
  }
}

/** Files with other names are none of ours. */
async function schemasIn(folder: string): Promise<ReadonlyMap<number, string>> {
  const schemas = new Map<number, string>();
  for (const name of (await readdir(folder)).toSorted()) {
    const id = /^(\d{1,10})\.(avsc|json)$/.exec(name)?.[1];
    if (id !== undefined) schemas.set(Number(id), await readFile(join(folder, name), "utf8"));
  }
  return schemas;
}
