import { Provenance, type RecordingHeader } from "@tocsin/contracts";
import { parseIso } from "@tocsin/core";
import type { ParsedArguments } from "../arguments/parse.ts";
import { usageFault } from "../exit-codes.ts";

type Provenanced = NonNullable<RecordingHeader["provenance"]>;

export type RecordFrom = { readonly kind: "earliest" } | { readonly kind: "time"; readonly timeMs: number };

export type RecordUntil =
  /** What is there at the start. */
  | { readonly kind: "now" }
  | { readonly kind: "time"; readonly timeMs: number }
  /** Until the user interrupts. */
  | { readonly kind: "forever" };

export interface RecordRequest {
  /** Empty: the telemetry topics of the configuration. */
  readonly topics: readonly string[];
  readonly configFile: string | null;
  readonly from: RecordFrom;
  readonly until: RecordUntil;
  /** Null: standard output. */
  readonly outFile: string | null;
  readonly name: string | null;
  readonly provenance: Provenanced | null;
  readonly quiet: boolean;
}

/** Reads the arguments of `tocsin record`; refuses what makes no sense with code 2. */
export function recordRequestOf({ positionals, values, flags }: ParsedArguments): RecordRequest {
  const from = fromOf(values.get("from") ?? "earliest");
  const until = untilOf(values.get("until") ?? "now");
  if (from.kind === "time" && until.kind === "time" && until.timeMs <= from.timeMs) {
    throw usageFault("--until is not after --from");
  }
  return {
    topics: [...new Set(positionals)],
    configFile: values.get("config") ?? null,
    from,
    until,
    outFile: values.get("out") ?? null,
    name: values.get("name") ?? null,
    provenance: provenanceOf(values.get("provenance")),
    quiet: flags.has("quiet"),
  };
}

function fromOf(text: string): RecordFrom {
  if (text === "earliest") return { kind: "earliest" };
  return { kind: "time", timeMs: timeOf("from", text, "earliest") };
}

function untilOf(text: string): RecordUntil {
  if (text === "now" || text === "forever") return { kind: text };
  return { kind: "time", timeMs: timeOf("until", text, "now, forever") };
}

function timeOf(option: string, text: string, words: string): number {
  const timeMs = parseIso(text);
  if (timeMs !== null) return timeMs;
  throw usageFault(
    `--${option} takes ${words} or a time with its offset, not ${text}`,
    "For example 2021-10-04T15:00:00Z.",
  );
}

function provenanceOf(text: string | undefined): Provenanced | null {
  if (text === undefined) return null;
  const found = Provenance.safeParse(text);
  if (found.success) return found.data;
  throw usageFault(`--provenance takes ${Provenance.options.join(", ")}, not ${text}`);
}
