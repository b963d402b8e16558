import { type ErrorCode, errorCodeList } from "@tocsin/contracts";
import type { ParsedArguments } from "../arguments/parse.ts";
import { didYouMean } from "../arguments/suggestion.ts";
import { recordingsIn } from "../changes/folders.ts";
import { usageFault } from "../exit-codes.ts";
import { parseDuration } from "../import/duration.ts";

const subjects = ["dead-letters", "incidents", "producers", "recording"] as const;

export interface InspectRequest {
  readonly subject: (typeof subjects)[number];
  /** With `recording`: the files. */
  readonly files: readonly string[];
  readonly configFile: string | null;
  /** Dead letters of this code alone. */
  readonly code: ErrorCode | null;
  /** How many are shown: of dead letters the newest of each code, of incidents those that are over, the worst producers. */
  readonly limit: number;
  /** How far back producers are looked at. */
  readonly lastMs: number;
  readonly output: "table" | "json" | "raw";
}

const usualLimits = { "dead-letters": 3, incidents: 3, producers: 20, recording: 40 } as const;
const usualLast = "15m";

/** Reads the arguments of `tocsin inspect`; refuses what makes no sense with code 2. */
export function inspectRequestOf({ positionals, values, flags }: ParsedArguments): InspectRequest {
  const subject = subjectOf(positionals);
  const isLetters = subject === "dead-letters";
  if (!isLetters && (values.has("code") || flags.has("raw"))) {
    throw usageFault("--code and --raw go with tocsin inspect dead-letters alone");
  }
  if (subject !== "producers" && values.has("last")) {
    throw usageFault("--last goes with tocsin inspect producers alone");
  }
  if (flags.has("json") && flags.has("raw")) throw usageFault("--json and --raw exclude each other");
  return {
    subject,
    files: subject === "recording" ? recordingsIn(positionals.slice(1)) : [],
    configFile: values.get("config") ?? null,
    code: codeOf(values.get("code")),
    limit: limitOf(values.get("limit"), usualLimits[subject]),
    lastMs: lastOf(values.get("last") ?? usualLast),
    output: flags.has("json") ? "json" : flags.has("raw") ? "raw" : "table",
  };
}

function subjectOf([word, ...more]: readonly string[]): InspectRequest["subject"] {
  const there = "There is dead-letters, incidents, producers and recording.";
  if (word === undefined) throw usageFault("tocsin inspect needs to be told what to look at", there);
  const subject = subjects.find((one) => one === word);
  if (subject === undefined) {
    throw usageFault(
      `tocsin inspect knows no ${word}`,
      didYouMean(word, subjects, "tocsin inspect ") ?? there,
    );
  }
  const [first] = more;
  if (subject === "recording") {
    if (first === undefined)
      throw usageFault("tocsin inspect recording needs a recording, or a folder of them");
  } else if (first !== undefined) {
    throw usageFault(`tocsin inspect ${subject} takes no further argument: ${first}`);
  }
  return subject;
}

function codeOf(text: string | undefined): ErrorCode | null {
  if (text === undefined) return null;
  const code = errorCodeList.find((known) => known === text);
  if (code !== undefined) return code;
  throw usageFault(`there is no code ${text}`, didYouMean(text, errorCodeList));
}

function lastOf(text: string): number {
  const lastMs = parseDuration(text);
  if (lastMs !== null && lastMs > 0) return lastMs;
  throw usageFault(
    `--last ${text} is not a duration`,
    "Write a whole number and its unit, such as 30s, 15m, 1h or 2d.",
  );
}

function limitOf(text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && Number.isSafeInteger(limit)) return limit;
  throw usageFault(`--limit takes a whole number from 1 on, not ${text}`);
}
