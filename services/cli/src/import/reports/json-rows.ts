import { usualNames } from "./columns.ts";

type Fields = Readonly<Record<string, unknown>>;

/** One count as JSON has it, each part as text. */
export interface ReportRow {
  readonly time: string;
  readonly service: string;
  readonly reports: string;
  /** The fields of its object. */
  readonly fields: Fields;
}

/** Which fields of an object are what; null: by their usual names. */
export interface RowFields {
  readonly time: string | null;
  readonly service: string | null;
  readonly reports: string | null;
  /** What all rows are about, instead. */
  readonly as: string | null;
}

/** Fields that hold rows and name nobody; under any other name than these stand the rows of who is called so. */
const holders = new Set(
  "data results result items rows values points series reports companies services sites stats history".split(
    " ",
  ),
);

/** What was to be expected is no report of anybody. */
const leftOut = new Set(["baseline", "baselines"]);

/** Nobody nests rows deeper. */
const deepest = 16;

/**
 * All counts in a JSON value, however its lists and objects lie in one another: an object with a time and a count is a row.
 * It is about whom it names, or else the nearest object around it, or the name under which its list stands.
 */
export function* reportRows(value: unknown, wanted: RowFields, about = "", depth = 0): Generator<ReportRow> {
  if (depth > deepest) return;
  if (Array.isArray(value)) {
    const pair = pairOf(value, wanted.as ?? about);
    if (pair !== null) yield pair;
    else for (const entry of value as readonly unknown[]) yield* reportRows(entry, wanted, about, depth + 1);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const fields = value as Fields;
  const itself = textIn(fields, wanted.service, usualNames.service);
  const who = wanted.as ?? (itself === "" ? about : itself);
  const time = textIn(fields, wanted.time, usualNames.time);
  const reports = textIn(fields, wanted.reports, usualNames.reports);
  if (time !== "" && reports !== "") {
    yield { time, service: who, reports, fields };
    return;
  }
  for (const [name, inner] of Object.entries(fields)) {
    if (leftOut.has(name.toLowerCase())) continue;
    const named = holders.has(name.toLowerCase()) || who !== about ? who : wanted.as === null ? name : who;
    yield* reportRows(inner, wanted, named, depth + 1);
  }
}

/** Charts have their points as `[time, count]`. */
function pairOf(value: readonly unknown[], service: string): ReportRow | null {
  const [time, count, ...more] = value;
  if (more.length > 0 || typeof count !== "number") return null;
  if (typeof time === "number" ? time < earliestSeconds : typeof time !== "string") return null;
  return { time: String(time), service, reports: String(count), fields: { time, reports: count } };
}

/** Smaller numbers are no time since 1970 in any unit. */
const earliestSeconds = 1e9;

/** The text or number of the field, or of the first usual one that there is; empty where there is none. */
export function textIn(fields: Fields, field: string | null, usual: readonly string[] = []): string {
  const names = field === null ? usual : [field.toLowerCase()];
  const byName = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
  for (const name of names) {
    const value = byName.get(name);
    if (typeof value === "string" || typeof value === "number") return String(value).trim();
  }
  return "";
}
