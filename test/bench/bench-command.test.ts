import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { benchCommand } from "./bench-command.ts";
import { readOptions } from "./bench-options.ts";
import { askedForBenchmarks, benchmarkNames } from "./report.ts";

async function run(
  ...argv: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const said = { out: "", err: "" };
  const code = await benchCommand(argv, {
    stdout: { write: (text) => (said.out += text) },
    stderr: { write: (text) => (said.err += text) },
    folder: "unused",
    baselines: "unused",
  });
  return { code, ...said };
}

test("--help tells every option and every benchmark, and measures nothing", async () => {
  const { code, out } = await run("--help");
  expect(code).toBe(0);
  for (const option of [
    "--quick",
    "--json",
    "--only",
    "--peers",
    "--repeat",
    "--markdown",
    "--compare",
    "--compare-kept",
    "--strict",
    "--keep",
  ])
    expect(out).toContain(option);
  for (const name of benchmarkNames) expect(out).toContain(name);
});

test.each([
  [["--fast"], "--fast"],
  [["--only", "everything"], "there is no benchmark everything"],
  [["--repeat", "0"], "--repeat takes a whole number from 1 to 1000, not 0"],
  [["--repeat", "2.5"], "--repeat takes a whole number from 1 to 1000, not 2.5"],
  [["extra"], "extra"],
  [["--strict"], "--strict needs --compare FILE or --compare-kept"],
  [["--compare", "F", "--compare-kept"], "exclude each other"],
])("%j is refused with a sentence and code 2", async (argv, sentence) => {
  const { code, err } = await run(...argv);
  expect(code).toBe(2);
  expect(err).toContain(sentence);
  expect(err).not.toContain("    at ");
});

const usual = benchmarkNames.filter((name) => !askedForBenchmarks.includes(name));

test("without options everything that need not be asked for is measured in full", () => {
  expect(readOptions([])).toEqual({
    size: "full",
    only: usual,
    repetitions: null,
    jsonPath: null,
    markdownPath: null,
    beside: null,
    isKept: false,
    isStrict: false,
  });
});

test("chosen benchmarks run in their usual order", () => {
  expect(readOptions(["--only", "memory", "--only", "parse", "--quick"])).toMatchObject({
    size: "quick",
    only: ["parse", "memory"],
  });
});

test("what has to be asked for runs when it is: beside all others, beside chosen ones, or alone", () => {
  expect(readOptions(["--peers"])).toMatchObject({ only: [...usual, "peers"] });
  expect(readOptions(["--peers", "--only", "engine"])).toMatchObject({ only: ["engine", "peers"] });
  expect(readOptions(["--only", "peers"])).toMatchObject({ only: ["peers"] });
});

test("a file to compare with that is none, or of a run of another size, is told before anything is measured", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-bench-command-"));
  try {
    const path = join(folder, "base.json");
    writeFileSync(path, "no report");
    expect(await run("--compare", path)).toMatchObject({ code: 1, out: "" });
    const taken = { tocsinBenchBaseline: 1, takenAt: "2026-01-05T10:30:00.000Z", kind: "k", node: "24.0.0" };
    writeFileSync(path, JSON.stringify({ ...taken, size: "quick", commit: null, figures: [] }));
    const { code, out, err } = await run("--compare", path);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(`${path} is of a quick run and this is a full one`);
    expect(err).toContain("add --quick");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
