import { parseArgs } from "node:util";
import { type FamilyName, familyNames } from "@tocsin/worlds";
import { firstSeeds, type Selection } from "./run/tasks.ts";

export interface QualityOptions extends Selection {
  readonly processes: number;
  readonly resultsPath: string | null;
  readonly jsonPath: string | null;
  readonly markdownPath: string | null;
}

export const help = `Measures how well Tocsin detects, in worlds that are made up: false alarms, failures found, components named.

Usage: pnpm bench:detection [--full|--short] [--family NAME]… [--reported] [--seeds FIRST[:COUNT]] [OPTIONS]

  --full           hours instead of about ten minutes; goes on where it was interrupted
  --short          a few seconds of everything: tells nothing but that it runs
  --family NAME    this family of worlds alone; can be given more than once
  --reported       seeds from ${firstSeeds.reported} on, which nobody looks at while changing the model; else from ${firstSeeds.developing} on
  --seeds F[:N]    N worlds of each family, seeds from F on
  --processes N    how many worlds at a time (default 2); 0 for none beside the program itself
  --results FILE   keeps each world's results there and takes those that are there (with --full:
                   out/quality/results.jsonl unless given). What another source has measured does not count
  --json FILE      the report with every failing case, for programs
  --markdown FILE  writes the tables between the two marks in FILE, such as docs/detection-quality.md
  --help           this text

Families: ${familyNames.join(", ")}

Example: pnpm bench:detection --family factors --seeds 7:1

Exit codes: 0 done, whether goals were reached or not; 1 it broke; 2 wrong usage.
`;

const usualProcesses = 2;

/** Reads the command line. Throws an Error with a sentence for the user. */
export function readOptions(argv: readonly string[]): QualityOptions | "help" {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      full: { type: "boolean" },
      short: { type: "boolean" },
      family: { type: "string", multiple: true },
      reported: { type: "boolean" },
      seeds: { type: "string" },
      processes: { type: "string" },
      results: { type: "string" },
      json: { type: "string" },
      markdown: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return "help";
  if (values.full === true && values.short === true) throw new Error("choose --full or --short");
  if (values.reported === true && values.seeds !== undefined) throw new Error("choose --reported or --seeds");
  const size = values.full === true ? "full" : values.short === true ? "short" : "usual";
  const [firstSeed, worlds] = seedsIn(values.seeds, values.reported === true);
  return {
    size,
    families: chosen(values.family ?? []),
    firstSeed,
    worlds,
    processes: values.processes === undefined ? usualProcesses : wholeNumber("--processes", values.processes),
    resultsPath: values.results ?? (size === "full" ? "out/quality/results.jsonl" : null),
    jsonPath: values.json ?? null,
    markdownPath: values.markdown ?? null,
  };
}

function seedsIn(text: string | undefined, reported: boolean): readonly [number, number | null] {
  if (text === undefined) return [reported ? firstSeeds.reported : firstSeeds.developing, null];
  const [first, count, ...more] = text.split(":");
  if (more.length > 0) throw new Error(`--seeds takes FIRST or FIRST:COUNT, not ${text}`);
  return [
    wholeNumber("--seeds", first!),
    count === undefined ? null : Math.max(1, wholeNumber("--seeds", count)),
  ];
}

function chosen(wanted: readonly string[]): readonly FamilyName[] {
  const unknown = wanted.find((name) => !familyNames.some((known) => known === name));
  if (unknown !== undefined) {
    throw new Error(`there is no family ${unknown}; there is ${familyNames.join(", ")}`);
  }
  return familyNames.filter((name) => wanted.length === 0 || wanted.includes(name));
}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`${option} takes a whole number of 0 or more, not ${text}`);
}
