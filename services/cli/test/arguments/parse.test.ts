import { describe, expect, test } from "vitest";
import type { Command } from "../../src/arguments/command.ts";
import { parseCommandLine } from "../../src/arguments/parse.ts";
import { ProcessFault } from "../../src/exit-codes.ts";

const command: Command = {
  name: "demo",
  summary: "for tests",
  usage: "FILE…",
  description: [],
  positionals: "FILE…",
  options: [
    { name: "out", takes: "DIR", means: "where to" },
    { name: "topology", takes: "FILE", means: "what is shared" },
    { name: "json", means: "for programs" },
  ],
  examples: [],
  run: async () => 0,
};
const bare: Command = { ...command, positionals: null };

const accepted: readonly [string, readonly string[], object][] = [
  ["nothing", [], { positionals: [], values: {}, flags: [] }],
  ["standard input and files", ["-", "a.jsonl"], { positionals: ["-", "a.jsonl"], values: {}, flags: [] }],
  ["a value after a space", ["--out", "d", "x"], { positionals: ["x"], values: { out: "d" }, flags: [] }],
  [
    "a value after =, also one that looks like an option",
    ["--out=--d"],
    { positionals: [], values: { out: "--d" }, flags: [] },
  ],
  ["standard input as a value", ["--out", "-"], { positionals: [], values: { out: "-" }, flags: [] }],
  ["a flag among files", ["a", "--json", "b"], { positionals: ["a", "b"], values: {}, flags: ["json"] }],
  ["a flag twice", ["--json", "--json"], { positionals: [], values: {}, flags: ["json"] }],
  [
    "files that look like options after --",
    ["--", "--json"],
    { positionals: ["--json"], values: {}, flags: [] },
  ],
  ["help by its letter", ["-h"], { positionals: [], values: {}, flags: ["help"] }],
];

describe("accepts", () => {
  test.each(accepted)("%s", (_name, argv, expected) => {
    const { positionals, values, flags } = parseCommandLine(argv, command);
    expect({ positionals, values: Object.fromEntries(values), flags: [...flags] }).toEqual(expected);
  });
});

const refused: readonly [string, readonly string[], string, string][] = [
  [
    "an unknown option, with what was meant",
    ["--topolgy", "f"],
    "tocsin demo has no option --topolgy",
    "Did you mean --topology?",
  ],
  [
    "an unknown option like nothing",
    ["--zzzzzz"],
    "tocsin demo has no option --zzzzzz",
    "See tocsin demo --help.",
  ],
  ["an unknown letter", ["-x"], "tocsin demo has no option -x", "See tocsin demo --help."],
  ["an option without its value", ["--out"], "--out needs a value: --out DIR", "See tocsin demo --help."],
  ["an empty value", ["--out="], "--out needs a value: --out DIR", "See tocsin demo --help."],
  [
    "an option where a value should be",
    ["--out", "--json"],
    "--out needs a value, and --json looks like an option",
    "Write --out=--json if that is the value.",
  ],
  ["an option given twice", ["--out", "a", "--out", "b"], "--out is given twice", "See tocsin demo --help."],
  ["a flag with a value", ["--json=yes"], "--json takes no value", "See tocsin demo --help."],
];

function refusal(argv: readonly string[], of: Command): ProcessFault {
  try {
    parseCommandLine(argv, of);
  } catch (error) {
    if (error instanceof ProcessFault) return error;
    throw error;
  }
  throw new Error(`accepted: ${argv.join(" ")}`);
}

describe("refuses", () => {
  test.each(refused)("%s", (_name, argv, message, hint) => {
    expect(refusal(argv, command)).toMatchObject({ exitCode: 2, message, hint });
  });

  test("files where a command takes none, unless help is asked for", () => {
    expect(refusal(["file"], bare).message).toBe("tocsin demo takes no arguments besides options: file");
    expect(parseCommandLine(["file", "--help"], bare).flags.has("help")).toBe(true);
  });
});
