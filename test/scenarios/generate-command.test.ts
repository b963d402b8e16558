import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Labels } from "@tocsin/contracts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type GenerateIo, runGenerate } from "./run-generate.ts";
import { writeShortScenario } from "./short-scenario.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-scenario-"));
  writeShortScenario(folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function run(argv: readonly string[], changes: Partial<GenerateIo> & { isTTY?: boolean } = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runGenerate(argv, {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text), isTTY: changes.isTTY ?? false },
    scenarioFolder: folder,
    ...changes,
  });
  return { code, out: out.join(""), err: err.join("") };
}

describe("pnpm scenario", () => {
  test("writes the recording and says how many lines it has, without a word on standard error", async () => {
    const path = join(folder, "a.jsonl.gz");
    const { code, out, err } = await run(["2021-10-04", "--out", path]);
    const lines = gunzipSync(readFileSync(path)).toString("utf8").trimEnd().split("\n");
    expect(code).toBe(0);
    expect(err).toBe("");
    expect(out).toBe(`${path}: ${lines.length} lines, reconstructed\n`);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      name: "2021-10-04",
      provenance: "reconstructed",
      seed: 20211004,
    });
  });

  test("takes another seed and then writes another recording", async () => {
    const [one, other] = [join(folder, "1.jsonl"), join(folder, "2.jsonl")];
    await run(["2021-10-04", "--out", one]);
    await run(["2021-10-04", "--seed", "5", "--out", other]);
    expect(readFileSync(other, "utf8")).toContain('"seed":5');
    expect(readFileSync(other, "utf8").split("\n")[1]).not.toBe(readFileSync(one, "utf8").split("\n")[1]);
  });

  test("shows progress on a terminal and clears it at the end", async () => {
    const { err } = await run(["2021-10-04", "--out", join(folder, "a.jsonl")], { isTTY: true });
    expect(err).toMatch(/generating 2021-10-04: \d+ %/);
    expect(err.endsWith("\r\u001b[K")).toBe(true);
  });

  test("writes the labels that go with it", async () => {
    const path = join(folder, "labels.json");
    expect((await run(["2021-10-04", "--labels", path])).code).toBe(0);
    expect(Labels.parse(JSON.parse(readFileSync(path, "utf8"))).incidents.length).toBeGreaterThan(5);
  });

  test("explains itself", async () => {
    const { code, out } = await run(["--help"]);
    expect(code).toBe(0);
    expect(out).toContain("Scenarios: 2021-10-04\n");
  });

  test.each([
    [[], "name one scenario"],
    [["2021-10-04"], "--out"],
    [["2021-10-05", "--out", "a.jsonl"], "there is 2021-10-04"],
    [["../2021-10-04", "--out", "a.jsonl"], "there is no scenario"],
    [["2021-10-04", "--out", "a.txt"], "must end in .jsonl"],
    [["2021-10-04", "--out", "a.jsonl", "--seed", "1.5"], "--seed must be a whole number"],
    [["2021-10-04", "--out", "a.jsonl", "--seed", "99999999999999999999"], "--seed must be a whole number"],
    [["2021-10-04", "--out", "a.jsonl", "--sed", "1"], "--sed"],
  ])("refuses %j with exit code 2 and says why", async (argv, reason) => {
    const { code, err } = await run(argv);
    expect(code).toBe(2);
    expect(err).toContain(reason);
    expect(existsSync("a.jsonl")).toBe(false);
  });

  test("leaves no file behind when it is interrupted", async () => {
    const before = readdirSync(folder);
    const path = join(folder, "a.jsonl.gz");
    const { code } = await run(["2021-10-04", "--out", path], { interrupted: AbortSignal.abort() });
    expect(code).toBe(130);
    expect(readdirSync(folder)).toEqual(before);
  });
});
