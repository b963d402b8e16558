import type { ParsedArguments } from "../arguments/parse.ts";
import { usageFault } from "../exit-codes.ts";
import { inputFiles, refuseOverwriting } from "./named-files.ts";

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
  const request = {
    files: inputFiles(positionals, { kind }),
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
