import { parseIso } from "@tocsin/core";
import type { ParsedArguments } from "../arguments/parse.ts";
import { didYouMean } from "../arguments/suggestion.ts";
import { usageFault } from "../exit-codes.ts";

export const workerNames = ["intake", "detector", "recorder", "notifier"] as const;
export type WorkerKind = (typeof workerNames)[number];

export type WarmFrom =
  /** What arrived in the topics from then on, epoch ms. */
  { readonly kind: "time"; readonly sinceMs: number } | { readonly kind: "recording"; readonly file: string };

export interface RunRequest {
  readonly configFile: string | null;
  readonly topologyFile: string | null;
  readonly workers: readonly WorkerKind[];
  readonly warmFrom: WarmFrom | null;
  readonly printConfig: boolean;
}

/** Reads the arguments of `tocsin run`; refuses what makes no sense with code 2. */
export function runRequestOf({ values, flags }: ParsedArguments): RunRequest {
  const warmFrom = values.get("warm-from");
  return {
    configFile: values.get("config") ?? null,
    topologyFile: values.get("topology") ?? null,
    workers: workersOf(values.get("worker") ?? "all"),
    warmFrom: warmFrom === undefined ? null : warmFromOf(warmFrom),
    printConfig: flags.has("print-config"),
  };
}

function workersOf(text: string): readonly WorkerKind[] {
  if (text === "all") return workerNames;
  const names = text.split(",").map((name) => name.trim());
  for (const name of names) {
    if (workerNames.some((known) => known === name)) continue;
    const hint =
      didYouMean(name, [...workerNames, "all"]) ?? "There is intake, detector, recorder, notifier and all.";
    throw usageFault(`there is no worker ${name}`, hint);
  }
  return workerNames.filter((known) => names.includes(known));
}

/** A time is told from a file by its form; a file of such a name can be given as `./NAME`. */
function warmFromOf(text: string): WarmFrom {
  if (!/^\d{4}-\d{2}-\d{2}([T ]|$)/.test(text)) return { kind: "recording", file: text };
  const sinceMs = parseIso(text);
  if (sinceMs !== null) return { kind: "time", sinceMs };
  throw usageFault(
    `--warm-from takes a recording or a time with its offset, not ${text}`,
    "For example 2026-11-01T00:00:00Z.",
  );
}
