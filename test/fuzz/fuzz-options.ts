import { parseArgs } from "node:util";
import { parsers } from "./parsers/index.ts";

export interface FuzzOptions {
  readonly inputs: number;
  /** For each parser; infinite where only the number of inputs counts. */
  readonly longestMs: number;
  readonly seed: number;
  readonly parsers: readonly string[];
  /** Null: nothing is kept. */
  readonly folder: string | null;
}

const names = parsers.map(({ name }) => name);

export const help = `Feeds every parser of the project with inputs that are bred to reach new code, and tells what breaks a promise.

Usage: pnpm fuzz [--inputs N] [--minutes M] [--seed S] [--parser NAME]… [--folder DIR | --forget]

  --inputs N     how many inputs of each parser (default 20000)
  --minutes M    for how long each parser is fed at most (no limit unless given)
  --seed S       other inputs (default 1); the same seed gives the same
  --parser NAME  this parser alone; can be given more than once
  --folder DIR   where inputs that found new code, and faults, are kept (default out/fuzz): the next run goes on there
  --forget       keeps nothing and starts from the parsers' own examples
  --help         this text

Parsers: ${names.join(", ")}

Example: nice -n 19 pnpm fuzz --inputs 1000000 --parser topology

Exit codes: 0 nothing was found; 1 a promise is broken, and the input stands in DIR/PARSER/faults; 2 wrong usage.
`;

/** Reads the command line. Throws an Error with a sentence for the user. */
export function readOptions(argv: readonly string[]): FuzzOptions | "help" {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      inputs: { type: "string" },
      minutes: { type: "string" },
      seed: { type: "string" },
      parser: { type: "string", multiple: true },
      folder: { type: "string" },
      forget: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return "help";
  if (values.forget === true && values.folder !== undefined) throw new Error("choose --folder or --forget");
  const wanted = values.parser ?? [];
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`there is no parser ${unknown}; there is ${names.join(", ")}`);
  return {
    inputs: wholeNumber("--inputs", values.inputs ?? "20000"),
    longestMs: values.minutes === undefined ? Infinity : wholeNumber("--minutes", values.minutes) * 60_000,
    seed: wholeNumber("--seed", values.seed ?? "1"),
    parsers: names.filter((name) => wanted.length === 0 || wanted.includes(name)),
    folder: values.forget === true ? null : (values.folder ?? "out/fuzz"),
  };
}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`${option} takes a whole number of 0 or more, not ${text}`);
}
