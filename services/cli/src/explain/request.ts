import { existsSync } from "node:fs";
import { parseIso } from "@tocsin/core";
import { outageNames } from "@tocsin/outages";
import type { ParsedArguments } from "../arguments/parse.ts";
import { didYouMean } from "../arguments/suggestion.ts";
import { recordingsIn } from "../changes/folders.ts";
import { usageFault } from "../exit-codes.ts";

/** What is to be explained: a moment, the alarm of an incident, or the first alarm, and where there is none what came nearest. */
export type Subject =
  | { readonly kind: "moment"; readonly timeMs: number }
  | { readonly kind: "incident"; readonly id: string }
  | { readonly kind: "first" };

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

export interface Explained {
  readonly subject: Subject;
  /** As they were written: also names of outages. */
  readonly recordings: readonly string[];
}

/**
 * What is to be explained, and of which recordings: the minute or incident stands first, or behind the one recording or
 * outage that stands first. Refuses with code 2 what is none of these.
 */
export function explainedOf(positionals: readonly string[]): Explained {
  const [first, second, ...more] = positionals;
  if (first === undefined) {
    throw usageFault(
      "tocsin explain needs to be told what to explain",
      "Name a minute such as 2021-10-04T15:44:00Z, or the id of an incident, and then the recordings; or an outage of tocsin outages.",
    );
  }
  if (!isRecording(first))
    return { subject: subjectOf(first), recordings: [second, ...more].filter((name) => name !== undefined) };
  const [moment, recordings] =
    second !== undefined && !isRecording(second) && mayBeSubject(second)
      ? [subjectOf(second), [first, ...more]]
      : [null, positionals];
  return { subject: moment ?? { kind: "first" }, recordings };
}

/** A file, a folder, standard input, or an outage that comes along. */
const isRecording = (name: string): boolean =>
  name === "-" || (parseIso(name) === null && (existsSync(name) || outageNames().includes(name)));

const mayBeSubject = (what: string): boolean => parseIso(what) !== null || isId(what);

/** Ids have no colon and no dot, and are no days. */
const isId = (what: string): boolean =>
  /^[A-Za-z0-9-]{4,64}$/.test(what) && !/^\d{4}-\d{2}-\d{2}$/.test(what);

/** Reads the arguments of `tocsin explain`, whose recordings are files by now; refuses what makes no sense with code 2. */
export function explainRequestOf(
  subject: Subject,
  { positionals: recordings, values, flags }: ParsedArguments,
): ExplainRequest {
  if (recordings.length === 0 && flags.has("unordered")) {
    throw usageFault("--unordered goes with a recording alone");
  }
  return {
    subject,
    recordings: recordingsIn(recordings),
    topologyFile: values.get("topology") ?? null,
    configFile: values.get("config") ?? null,
    outFile: outOf(values.get("out")),
    unordered: flags.has("unordered"),
    json: flags.has("json"),
    quiet: flags.has("quiet"),
  };
}

/** What is written nearly as an outage is called is told so, before Kafka is asked for an incident of that name. */
function subjectOf(what: string): Subject {
  const timeMs = parseIso(what);
  if (timeMs !== null) return { kind: "moment", timeMs };
  const meant = isTold(what) ? null : didYouMean(what, outageNames());
  if (isId(what) && meant === null) return { kind: "incident", id: what };
  throw usageFault(
    `${what} is neither a time with its offset nor the id of an incident, and no recording or outage of that name is there`,
    meant ?? "Write the minute first, such as 2021-10-04T15:44:00Z, and the recordings behind it.",
  );
}

/** As the detector names incidents. */
const isTold = (what: string): boolean => /^[0-9a-f]{16}$/.test(what);

function outOf(path: string | undefined): string | null {
  if (path === undefined) return null;
  if (/\.(html|svg)$/.test(path)) return path;
  throw usageFault(`--out must end in .html or .svg, not ${path}`);
}
