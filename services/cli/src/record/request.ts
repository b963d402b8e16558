import { Provenance, type RecordingHeader } from "@tocsin/contracts";
import { parseIso } from "@tocsin/core";
import type { ParsedArguments } from "../arguments/parse.ts";
import { usageFault } from "../exit-codes.ts";
import type { RecordingPacking } from "./packed-file.ts";
import { type Rotation, rotationOf } from "./rotation.ts";

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
  /** A file, or the folder of a recording that is rotated. Null: standard output. */
  readonly outFile: string | null;
  /** Null: one file. */
  readonly rotation: Rotation | null;
  /** Go on with what an earlier recording has left in the folder. */
  readonly resume: boolean;
  /** Of files in a folder; a single one is packed by its name. */
  readonly packing: RecordingPacking;
  /** As small as it gets, and slowly. */
  readonly best: boolean;
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
  const rotate = values.get("rotate");
  const outFile = values.get("out") ?? null;
  const resume = flags.has("resume");
  if (rotate !== undefined && outFile === null) throw usageFault("--rotate needs the folder: --out DIR");
  if (resume && rotate === undefined)
    throw usageFault("--resume goes with --rotate alone", "Only a folder of files knows how far it came.");
  if (values.has("packing") && rotate === undefined)
    throw usageFault(
      "--packing goes with --rotate alone",
      "A single file is packed by its name: .gz or .zst.",
    );
  if (flags.has("best") && outFile === null) throw usageFault("--best goes with --out alone");
  return {
    topics: [...new Set(positionals)],
    configFile: values.get("config") ?? null,
    from,
    until,
    outFile,
    rotation: rotate === undefined ? null : rotationOf(rotate),
    resume,
    packing: packingFor(values.get("packing") ?? "zst"),
    best: flags.has("best"),
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

function packingFor(text: string): RecordingPacking {
  if (text === "zst") return "zstd";
  if (text === "gz") return "gzip";
  if (text === "none") return "plain";
  throw usageFault(`--packing takes zst, gz or none, not ${text}`);
}
