import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { detectorVersion } from "@tocsin/core";
import { describe, expect, test } from "vitest";
import { ProcessFault } from "../src/exit-codes.ts";
import { interruptedWords } from "../src/run-cli.ts";
import { captured } from "./support/captured.ts";
import { run } from "./support/run.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-cli-"));
const empty = join(folder, "empty.jsonl");
writeFileSync(empty, "");

describe("help", () => {
  test("the program's names every command and shows examples", async () => {
    for (const argv of [["--help"], ["-h"], ["help"]]) {
      const { code, out, err } = await run(argv);
      expect([code, err]).toEqual([0, ""]);
      for (const part of [
        "replay",
        "record",
        "inspect",
        "topics",
        "check",
        "import",
        "Examples:",
        "--version",
      ])
        expect(out).toContain(part);
    }
  });

  test.each([["replay"], ["record"], ["inspect"], ["topics"], ["check"], ["import"], ["import status-csv"]])(
    "%s has its own, on standard output",
    async (command) => {
      const { code, out, err } = await run([...command.split(" "), "--help"]);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toContain(`tocsin ${command}`);
    },
  );

  test.each([
    ["replay help", "help replay"],
    ["import help", "help import"],
    ["import status-csv help", "help import status-csv"],
  ])("%s and %s print what --help prints", async (behind, before) => {
    const plain = await run([...behind.split(" ").slice(0, -1), "--help"]);
    expect(plain.code).toBe(0);
    for (const words of [behind, before]) expect(await run(words.split(" "))).toEqual(plain);
  });

  test("of replay names every option, and the exit codes", async () => {
    const { out } = await run(["help", "replay"]);
    for (const name of [
      "topology",
      "labels",
      "config",
      "out",
      "speed",
      "expect",
      "to",
      "rate",
      "partitions",
      "json",
      "quiet",
      "help",
    ]) {
      expect(out).toContain(`--${name}`);
    }
    expect(out).toMatch(/130\s+interrupted/);
  });

  test("fits the terminal, but for examples that must be copied whole", async () => {
    const { out } = await run(["replay", "--help"], { stdout: captured(60) });
    expect(out).toBe("");
    const output = captured(60);
    await run(["replay", "--help"], { stdout: output });
    const lines = output
      .text()
      .replace(/\u001b\[\d+m/g, "")
      .split("\n");
    for (const line of lines)
      if (!line.trim().startsWith("tocsin replay") && !line.includes("| tocsin"))
        expect(line.length, line).toBeLessThanOrEqual(60);
  });

  test("without a command it is told on standard error, as wrong usage", async () => {
    const { code, out, err } = await run([]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("Usage: tocsin COMMAND");
  });
});

test("the version tells that of the manifest, that of the detector, and the commit", async () => {
  const { out } = await run(["--version"]);
  expect(out).toMatch(/^tocsin \d+\.\d+\.\d+ \(detector \d+\.\d+\.\d+, commit ([0-9a-f]{40}|unknown)\)\n$/);
  expect(out).toContain(`detector ${detectorVersion}`);
});

const refused: readonly [string, readonly string[], number, string][] = [
  [
    "an unknown command, with what was meant",
    ["repaly"],
    2,
    "tocsin has no command repaly\nDid you mean tocsin replay?",
  ],
  [
    "an unknown command like nothing, with what there is",
    ["zzz"],
    2,
    "topics, influx, maintenance, feedback, notify, check, simulate, outages, backtest, completion and import.",
  ],
  ["an option before the command", ["--quiet"], 2, "tocsin has no option --quiet"],
  [
    "an unknown option, with what was meant",
    ["replay", "x", "--topolgy", "y"],
    2,
    "Did you mean --topology?",
  ],
  ["a replay of nothing", ["replay"], 2, "tocsin replay needs a recording"],
  ["standard input twice", ["replay", "-", "-"], 2, "can be read only once"],
  [
    "a speed that is none",
    ["replay", "x", "--speed", "fast"],
    2,
    "--speed takes max or a number above 0, not fast",
  ],
  [
    "an expectation that is none",
    ["replay", "x", "--expect", "peace"],
    2,
    "--expect takes none, simultaneous",
  ],
  ["a recording that is not there", ["replay", join(folder, "nowhere.jsonl")], 3, "cannot read"],
  ["a folder that holds an empty recording", ["replay", folder], 3, "no bytes"],
  ["an empty recording", ["replay", empty], 3, "no bytes"],
  [
    "a topology that is not there",
    ["replay", empty, "--topology", join(folder, "nowhere.yaml")],
    2,
    "file-unreadable",
  ],
  [
    "an output folder that cannot be",
    ["replay", empty, "--out", join(empty, "out")],
    2,
    "cannot make the folder",
  ],
  ["a check of nothing", ["check"], 2, "tocsin check needs a file"],
  ["a check of who knows what", ["check", "topology.yaml"], 2, "takes no arguments besides options"],
];

describe("refuses, in words and never with a stack trace,", () => {
  test.each(refused)("%s", async (_name, argv, code, words) => {
    const ran = await run(argv);
    expect(ran.err).toContain(words);
    expect([ran.code, ran.out]).toEqual([code, ""]);
    expect(ran.err).not.toMatch(/\n\s+at /);
  });
});

test("a bug is told as one, with its trace, and is not mistaken for a fault of the user", async () => {
  const broken = captured();
  broken.write = () => {
    throw new TypeError("not a function");
  };
  const ran = await run(["--version"], { stdout: broken });
  expect(ran.code).toBe(70);
  expect(ran.err).toContain("TypeError: not a function\n    at ");
  expect(ran.err).toContain("this is a bug in tocsin");
  expect(new TypeError("x")).not.toBeInstanceOf(ProcessFault);
});

test.each([
  ["replay", "interrupted; no file was written"],
  ["backtest", "interrupted; pairs that were done are kept for the next time"],
  ["record", "interrupted; what was read is in the file"],
  ["import", "interrupted; no file was written"],
  ["topics", "interrupted"],
])("an interrupted %s is told to have been, and what became of its output", (name, words) => {
  expect(interruptedWords([name, "more"])).toBe(words);
});
