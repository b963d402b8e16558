import { parseIso } from "@tocsin/core";
import type { ParsedArguments } from "../arguments/parse.ts";
import { recordingsIn } from "../changes/folders.ts";
import { usageFault } from "../exit-codes.ts";

/** What is to be explained: a moment, or the alarm of an incident. */
export type Subject =
  | { readonly kind: "moment"; readonly timeMs: number }
  | { readonly kind: "incident"; readonly id: string };

export interface ExplainRequest {
  readonly subject: Subject;
  /** Empty: the evidence topic is asked. */
  readonly recordings: readonly string[];
  readonly topologyFile: string | null;
  readonly configFile: string | null;
  /** Where the picture goes: a page (.html) or the drawing alone (.svg). */
  readonly outFile: string | null;
  readonly unordered: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Reads the arguments of `tocsin explain`; refuses what makes no sense with code 2. */
export function explainRequestOf({ positionals, values, flags }: ParsedArguments): ExplainRequest {
  const [what, ...recordings] = positionals;
  if (what === undefined) {
    throw usageFault(
      "tocsin explain needs to be told what to explain",
      "Name a minute such as 2021-10-04T15:44:00Z, or the id of an incident, and then the recordings.",
    );
  }
  if (recordings.length === 0 && flags.has("unordered")) {
    throw usageFault("--unordered goes with a recording alone");
  }
  return {
    subject: subjectOf(what),
    recordings: recordingsIn(recordings),
    topologyFile: values.get("topology") ?? null,
    configFile: values.get("config") ?? null,
    outFile: outOf(values.get("out")),
    unordered: flags.has("unordered"),
    json: flags.has("json"),
    quiet: flags.has("quiet"),
  };
}

/** Ids have no colon and no dot; whatever looks like a time or a file is told so. */
function subjectOf(what: string): Subject {
  const timeMs = parseIso(what);
  if (timeMs !== null) return { kind: "moment", timeMs };
  if (/^[A-Za-z0-9-]{4,64}$/.test(what) && !/^\d{4}-\d{2}-\d{2}$/.test(what)) {
    return { kind: "incident", id: what };
  }
  throw usageFault(
    `${what} is neither a time with its offset nor the id of an incident`,
    "Write the minute first, such as 2021-10-04T15:44:00Z, and the recordings behind it.",
  );
}

function outOf(path: string | undefined): string | null {
  if (path === undefined) return null;
  if (/\.(html|svg)$/.test(path)) return path;
  throw usageFault(`--out must end in .html or .svg, not ${path}`);
}
