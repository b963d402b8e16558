import { resolve } from "node:path";
import type { ParsedArguments } from "../arguments/parse.ts";
import { usageFault } from "../exit-codes.ts";

/** What the arguments ask for; `-` stands for standard input and output. */
export interface MetricsRequest {
  /** In order of name: what comes out does not depend on the order in which files are given. */
  readonly files: readonly string[];
  readonly preset: string | null;
  readonly mapping: string | null;
  readonly out: string;
  readonly rejects: string | null;
}

/** Throws a `ProcessFault` of code 2 for what cannot be meant. */
export function metricsRequest(kind: string, { positionals, values }: ParsedArguments): MetricsRequest {
  if (positionals.length === 0)
    throw usageFault(`tocsin import ${kind} needs a file`, `See tocsin import ${kind} --help.`);
  const twice = positionals.find((file, index) => positionals.indexOf(file) !== index);
  if (twice !== undefined) throw usageFault(`${twice} is given twice`);
  const request = {
    files: positionals.toSorted((a, b) => (a < b ? -1 : 1)),
    preset: values.get("preset") ?? null,
    mapping: values.get("mapping") ?? null,
    out: values.get("out") ?? "-",
    rejects: values.get("rejects") ?? null,
  };
  if (request.preset !== null && request.mapping !== null)
    throw usageFault("--preset and --mapping do not go together", "Write `preset: NAME` into the mapping.");
  refuseOverwriting(request);
  return request;
}

function refuseOverwriting({ files, out, rejects, mapping }: MetricsRequest): void {
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
