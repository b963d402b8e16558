import { resolve } from "node:path";
import type { ParsedArguments } from "../arguments/parse.ts";
import { usageFault } from "../exit-codes.ts";
import { durationText, parseDuration } from "./duration.ts";
import type { HoldSettings } from "./held-probes.ts";
import type { StatusKind } from "./monitors/status-kind.ts";

/** The contracts allow no longer interval. */
const longestCadence = "24h";

/** What the arguments ask for; `-` stands for standard input and output. */
export interface StatusRequest extends HoldSettings {
  /** In order of name: what comes out does not depend on the order in which files are given. */
  readonly files: readonly string[];
  readonly mapping: string | null;
  readonly out: string;
  readonly rejects: string | null;
  readonly quiet: boolean;
}

/** Throws a `ProcessFault` of code 2 for what cannot be meant. */
export function statusRequest(
  kind: StatusKind,
  { positionals, values, flags }: ParsedArguments,
): StatusRequest {
  const request = {
    files: inputFiles(kind, positionals),
    mapping: values.get("mapping") ?? null,
    out: values.get("out") ?? "-",
    rejects: values.get("rejects") ?? null,
    quiet: flags.has("quiet"),
    ...holdSettings(kind, values),
  };
  refuseOverwriting(request);
  return request;
}

function inputFiles({ name, input }: StatusKind, positionals: readonly string[]): readonly string[] {
  if (positionals.length === 0)
    throw usageFault(`tocsin import ${name} needs ${input}`, `See tocsin import ${name} --help.`);
  const twice = positionals.find((file, index) => positionals.indexOf(file) !== index);
  if (twice !== undefined) throw usageFault(`${twice} is given twice`);
  return positionals.toSorted((a, b) => (a < b ? -1 : 1));
}

/** Input is read before output is written, but output is opened before that: the two must not be the same file. */
function refuseOverwriting({ files, out, rejects, mapping }: StatusRequest): void {
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

function holdSettings(kind: StatusKind, values: ReadonlyMap<string, string>): HoldSettings {
  const cadenceMs = duration(values, "cadence", kind.defaultCadence);
  const holdMs = duration(values, "hold", kind.defaultHold);
  if (cadenceMs > parseDuration(longestCadence)!)
    throw usageFault(`--cadence is longer than ${longestCadence}`);
  if (holdMs < cadenceMs)
    throw usageFault(`--hold ${durationText(holdMs)} is shorter than --cadence ${durationText(cadenceMs)}`);
  return { cadenceMs, holdMs };
}

function duration(values: ReadonlyMap<string, string>, option: string, byDefault: string): number {
  const text = values.get(option) ?? byDefault;
  const durationMs = parseDuration(text);
  if (durationMs !== null && durationMs > 0) return durationMs;
  throw usageFault(
    `--${option} ${text} is not a duration`,
    "Write a whole number and its unit, such as 30s, 5m, 1h or 2d.",
  );
}
