import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { minutesPerDay } from "@tocsin/worlds";
import { expect, test } from "vitest";
import type { QualityReport } from "./judge/report.ts";
import { measureWorld } from "./measure/measured-world.ts";
import { readOptions } from "./options.ts";
import { qualityCommand } from "./quality-command.ts";

async function run(...argv: readonly string[]) {
  let [out, err] = ["", ""];
  const code = await qualityCommand(argv, {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  });
  return { code, out, err };
}

const marks = [
  "<!-- Written by `pnpm bench:detection --markdown`; change nothing from here on by hand. -->",
  "<!-- End of what `pnpm bench:detection --markdown` writes. -->",
];

test("a short run measures one world, says each goal, writes the tables, and takes kept results the next time", async () => {
  const folder = mkdtempSync(join(tmpdir(), "quality-"));
  const [page, json, kept] = ["page.md", "report.json", "kept.jsonl"].map((name) => join(folder, name));
  writeFileSync(page!, `before\n\n${marks.join("\n\nold\n\n")}\n\nafter\n`);
  const argv = ["--short", "--family", "factors", "--processes", "0", "--results", kept!];
  const first = await run(...argv, "--markdown", page!, "--json", json!);
  expect(first.err).toBe("1 of 1: factors 1\n");
  expect(first.code).toBe(0);
  expect(first.out).toContain("simultaneous incidents where nothing shared fails");
  const report = JSON.parse(readFileSync(json!, "utf8")) as QualityReport;
  expect(report).toMatchObject({ seeds: [1, 1], quietDays: 1 });
  expect(report.failures).toBeGreaterThan(0);
  const written = readFileSync(page!, "utf8");
  expect(written).toMatch(/^before\n[^]*\| goal +\| target[^]*By family:[^]*\nafter\n$/);
  expect(written).not.toContain("old");

  const again = await run(...argv);
  expect(again.err).toBe("");
  expect(again.out).toBe(first.out);
});

test("a world gives the same results whenever it is measured, and a failure is judged where it was put", () => {
  const task = {
    family: "factors",
    seed: 2,
    learnedDays: 1,
    judgedDays: 1,
    slotsPerDay: 1,
    kindsPerSlot: 1,
  } as const;
  const results = measureWorld(task);
  expect(measureWorld(task)).toEqual(results);
  expect(results.quiet.days).toBe(1);
  for (const { minute } of results.trials) {
    expect(minute).toBeGreaterThanOrEqual(minutesPerDay);
    expect(minute).toBeLessThan(minutesPerDay + 60);
  }
});

test("developing and reported seeds are different", () => {
  const of = (...argv: readonly string[]) => readOptions(argv);
  expect(of()).toMatchObject({ firstSeed: 1, worlds: null, size: "usual", resultsPath: null });
  expect(of("--reported")).toMatchObject({ firstSeed: 1001 });
  expect(of("--seeds", "7:2")).toMatchObject({ firstSeed: 7, worlds: 2 });
  expect(of("--full")).toMatchObject({ size: "full", resultsPath: "out/quality/results.jsonl" });
});

test.each([
  [["--family", "calm"], "there is no family calm; there is factors, heavy, calendar, adversarial"],
  [["--seeds", "a"], "--seeds takes a whole number of 0 or more, not a"],
  [["--seeds", "1:2:3"], "--seeds takes FIRST or FIRST:COUNT, not 1:2:3"],
  [["--full", "--short"], "choose --full or --short"],
  [["--reported", "--seeds", "1"], "choose --reported or --seeds"],
  [["--fast"], "--fast"],
] as const)("%j is refused in words", async (argv, words) => {
  const { code, err } = await run(...argv);
  expect(code).toBe(2);
  expect(err).toContain(words);
});

test("the help says how it is used", async () => {
  const { code, out } = await run("--help");
  expect(code).toBe(0);
  expect(out).toContain("Usage: pnpm bench:detection");
});

test("a page without marks is not written over", async () => {
  const folder = mkdtempSync(join(tmpdir(), "quality-"));
  const page = join(folder, "page.md");
  writeFileSync(page, "text\n");
  const { code, err } = await run(
    "--short",
    "--family",
    "factors",
    "--processes",
    "0",
    "--seeds",
    "1:1",
    "--markdown",
    page,
  );
  expect(code).toBe(1);
  expect(err).toContain("lacks the lines");
  expect(readFileSync(page, "utf8")).toBe("text\n");
});
