import { printable } from "@tocsin/adapters/config";
import { counted } from "@tocsin/report/words";
import { durationText } from "../duration.ts";
import { rejectedLines } from "../rejected-words.ts";
import type { Rejected } from "../rejects-out.ts";
import { innerSlash } from "../valid-name.ts";
import type { EpochUnit } from "./times.ts";
import type { LineFacts } from "./write-lines.ts";

/** What an import did, for the words on standard error. */
export interface CsvFacts extends LineFacts {
  readonly rows: number;
  readonly readings: number;
  readonly units: readonly EpochUnit[];
  readonly twice: number;
  readonly intervalMs: number;
  /** Whether the interval was found out from the rows. */
  readonly learned: boolean;
  /** What else is to be told. */
  readonly notes: readonly string[];
  readonly rejects: readonly Rejected[];
}

export function csvSummary(facts: CsvFacts): string {
  const { rows, readings, lines, services, from, to, intervalMs, learned, units, twice, rounded } = facts;
  const other = units.filter((unit) => unit !== "milliseconds");
  const slash = [...services].find((name) => name.includes(innerSlash));
  const told = [
    `rows      ${rows}`,
    `messages  ${lines}, of ${counted(services.size, "service")}; intervals of ${durationText(intervalMs)}` +
      (learned ? ", as most rows of a series lie apart" : ""),
    `from      ${iso(from)} to ${iso(to)}`,
    ...rejectedLines(facts.rejects, readings),
    ...(other.length > 0 ? [`note      times are ${other.join(" and ")} since 1970`] : []),
    ...(twice > 0
      ? [
          `note      ${twice} times lie in an hour that came twice, because clocks were put back; their order told which is which`,
        ]
      : []),
    ...(rounded > 0
      ? [`note      ${rounded} counts had fractions: rounded down, and what was left carried to the next`]
      : []),
    ...facts.notes.map((note) => `note      ${note}`),
    ...(slash === undefined
      ? []
      : [
          `note      a slash inside a name is written ${innerSlash} (U+2215), because / separates service from operation, as in ${printable(slash)}`,
        ]),
  ];
  return told.map((line) => `${line}\n`).join("");
}

const iso = (at: number | null): string => (at === null ? "-" : new Date(at).toISOString());
