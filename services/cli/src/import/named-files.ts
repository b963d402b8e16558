import { resolve } from "node:path";
import { usageFault } from "../exit-codes.ts";

/** Files that an import reads, in the order of their names. `input` is what it takes, for the words where there is none. */
export function inputFiles(
  positionals: readonly string[],
  { kind, input = "a file" }: { readonly kind: string; readonly input?: string },
): readonly string[] {
  if (positionals.length === 0)
    throw usageFault(`tocsin import ${kind} needs ${input}`, `See tocsin import ${kind} --help.`);
  const twice = positionals.find((file, index) => positionals.indexOf(file) !== index);
  if (twice !== undefined) throw usageFault(`${twice} is given twice`);
  return positionals.toSorted((a, b) => (a < b ? -1 : 1));
}

interface NamedFiles {
  readonly files: readonly string[];
  readonly mapping?: string | null;
  readonly out: string | null;
  readonly rejects: string | null;
}

/** Input is read before output is written, but output is opened before that: the two must not be the same file. */
export function refuseOverwriting({ files, mapping = null, out, rejects }: NamedFiles): void {
  if (rejects === "-") throw usageFault("--rejects needs a file", "Standard output is for the recording.");
  const inputs = [...files, ...(mapping === null ? [] : [mapping])].filter((file) => file !== "-");
  const used = new Set(inputs.map((file) => resolve(file)));
  for (const file of [out, rejects]) {
    if (file === null || file === "-") continue;
    if (used.has(resolve(file)))
      throw usageFault(`${file} would be overwritten`, "Name another file for the output.");
    used.add(resolve(file));
  }
}
