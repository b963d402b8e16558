import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { run } from "../support/run.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "simulate-"));

test("a recording, its topology and its labels are written, and a replay reads all three", async () => {
  const at = folder();
  const out = join(at, "sub", "world.jsonl.gz");
  const made = await run(["simulate", "--days", "1", "--failure", "gone@900", "--out", out]);
  expect(made.err).toBe("");
  expect(made.code).toBe(0);
  expect(made.out).toMatch(
    /world\.jsonl\.gz: 50,\d{3} messages, simulated\n {2}gone-900: 2026-01-05T15:0\d:00Z, \w+: /,
  );
  const [topology, labels] = ["topology", "labels"].map((kind) => join(at, "sub", `world.${kind}.json`));
  const replayed = await run([
    "replay",
    out,
    "--topology",
    topology!,
    "--labels",
    labels!,
    "--expect",
    "labels",
  ]);
  expect(replayed.out).toContain("gone-900: found");
  expect(replayed.code).toBe(0);
});

test("the same options give the same bytes, packed or not; with --quiet nothing is printed", async () => {
  const at = folder();
  const options = ["simulate", "--family", "calendar", "--seed", "4", "--days", "1", "--quiet"];
  const [plain, packed] = [join(at, "a.jsonl"), join(at, "b.jsonl.gz")];
  expect(await run([...options, "--out", plain])).toEqual({ code: 0, out: "", err: "" });
  expect(await run([...options, "--out", packed])).toEqual({ code: 0, out: "", err: "" });
  expect(gunzipSync(readFileSync(packed)).equals(readFileSync(plain))).toBe(true);
  expect(readFileSync(join(at, "a.labels.json"))).toEqual(readFileSync(join(at, "b.labels.json")));
});

test("several failures are put into one world, and its labels name each", async () => {
  const at = folder();
  const out = join(at, "a.jsonl");
  const failures = "hard@400,x2@800,reports-only@1200";
  expect((await run(["simulate", "--days", "1", "--failure", failures, "--out", out, "--quiet"])).code).toBe(
    0,
  );
  const { incidents } = JSON.parse(readFileSync(join(at, "a.labels.json"), "utf8")) as {
    incidents: { id: string }[];
  };
  expect(incidents.map(({ id }) => id)).toEqual(["hard-400", "x2-800", "reports-only-1200"]);
});

test("with --wrong-edges the topology is another, and the world the same", async () => {
  const at = folder();
  const made = async (name: string, ...more: readonly string[]) => {
    const out = join(at, `${name}.jsonl`);
    await run(["simulate", "--days", "1", "--failure", "hard@700", "--out", out, "--quiet", ...more]);
    const read = (kind: string) => readFileSync(join(at, `${name}.${kind}`), "utf8");
    return { recording: read("jsonl"), topology: read("topology.json") };
  };
  const [right, wrong] = [await made("right"), await made("wrong", "--wrong-edges")];
  expect(wrong.recording).toBe(right.recording);
  expect(wrong.topology).not.toBe(right.topology);
});

test("residuals of real series change the heavy family", async () => {
  const at = folder();
  const rows = Array.from({ length: 200 }, (_, hour) => `a,${hour % 5 === 0 ? 900 : 100}`);
  writeFileSync(join(at, "series.csv.gz"), gzipSync(`series,value\n${rows.join("\n")}\n`));
  const options = ["simulate", "--family", "heavy", "--days", "1", "--quiet"];
  const [usual, given] = [join(at, "a.jsonl"), join(at, "b.jsonl")];
  await run([...options, "--out", usual]);
  const made = await run([...options, "--out", given, "--residuals", join(at, "series.csv.gz")]);
  expect(made).toEqual({ code: 0, out: "", err: "" });
  expect(readFileSync(given).equals(readFileSync(usual))).toBe(false);
});

test("progress is shown on a terminal, and an interruption leaves no file", async () => {
  const at = folder();
  const out = join(at, "a.jsonl");
  const interrupt = new AbortController();
  interrupt.abort();
  const made = await run(["simulate", "--days", "1", "--out", out], { interrupted: interrupt.signal });
  expect(made.code).toBe(130);
  expect(existsSync(out)).toBe(false);
  expect(existsSync(join(at, "a.labels.json"))).toBe(false);
});

test.each([
  [[], "say with --out where the recording is to be written"],
  [["--out", "a.csv"], "--out must end in .jsonl or .jsonl.gz, not a.csv"],
  [
    ["--out", "a.jsonl", "--family", "factor"],
    "--family takes factors, heavy, calendar, adversarial, not factor",
  ],
  [["--out", "a.jsonl", "--family", "factor"], "Did you mean factors?"],
  [["--out", "a.jsonl", "--seed", "x"], "--seed takes a whole number of 0 or more, not x"],
  [["--out", "a.jsonl", "--days", "0"], "--days takes a number from 1 to 1000, not 0"],
  [["--out", "a.jsonl", "--failure", "cascad"], "Did you mean cascade?"],
  [["--out", "a.jsonl", "--failure", "hard@1@2"], "--failure takes KIND@MINUTE, not hard@1@2"],
  [["--out", "a.jsonl", "--failure", "hard@99999"], "nothing can fail as hard at minute 99999 of this world"],
  [["--out", "a.jsonl", "--family", "heavy", "--failure", "probes"], "nothing can fail as probes"],
  [["--out", "a.jsonl", "--residuals", "/none.csv"], "cannot use the residuals of /none.csv"],
] as const)("tocsin simulate %j is refused with code 2 and words", async (argv, words) => {
  const { code, err } = await run(["simulate", ...argv]);
  expect(code).toBe(2);
  expect(err).toContain(words);
});
