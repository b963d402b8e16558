import type { ParsedArguments } from "../arguments/parse.ts";
import { usageFault } from "../exit-codes.ts";
import { inputFiles, refuseOverwriting } from "./named-files.ts";
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
    files: inputFiles(positionals, { kind: kind.name, input: kind.input }),
    mapping: values.get("mapping") ?? null,
    out: values.get("out") ?? "-",
    rejects: values.get("rejects") ?? null,
    quiet: flags.has("quiet"),
    ...holdSettings(kind, values),
  };
  refuseOverwriting(request);
  return request;
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
