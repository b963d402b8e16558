import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { run } from "../support/run.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "outages-"));

test("all outages are listed, incidents first, and said to be reconstructed and made up", async () => {
  const { code, out, err } = await run(["outages"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/Reconstructed from what was published[\s\S]*2021-10-04[\s\S]*made up[\s\S]*cascade/);
  const lines = (await run(["outages", "list", "--json"])).out.trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { name: string }).name)).toHaveLength(15);
});

test("one is shown with its right answer, what is not known, and the source of what was published", async () => {
  const { out } = await run(["outages", "show", "2024-02-22"]);
  const text = out.replaceAll(/\s+/g, " ");
  expect(text).toContain("Right answer: Two services failed together");
  expect(text).toContain("Not known: - What share of calls failed.");
  expect(text).toContain('published happenings.0.onset = "2024-02-22T08:30:00Z" (AP)');
  expect(text).toContain("AP: Associated Press");
});

test("one is written with topology and labels, and the line that replays it works", async () => {
  const at = folder();
  const { code, out, err } = await run(["outages", "write", "isolated-outage", "--out", at]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const recording = gunzipSync(readFileSync(join(at, "isolated-outage.jsonl.gz"))).toString("utf8");
  expect(recording.split("\n", 1)[0]).toContain('"provenance":"simulated"');
  const replayed = await run([...out.trim().split(" ").slice(1), "--expect", "labels"]);
  expect(replayed.code).toBe(0);
  expect(replayed.out).toContain("payment-alone: found");
}, 120_000);

test("the same seed writes the same bytes, another one others, and what lies there is not made again", async () => {
  const [one, other] = [folder(), folder()];
  const write = async (at: string, ...more: readonly string[]): Promise<Buffer> => {
    expect((await run(["outages", "write", "marketing-peak", "--out", at, ...more])).code).toBe(0);
    return readFileSync(join(at, "marketing-peak.jsonl.gz"));
  };
  const first = await write(one);
  expect((await write(one)).equals(first)).toBe(true);
  expect((await write(other, "--seed", "5")).equals(first)).toBe(false);
}, 120_000);

test("an interruption leaves no recording behind", async () => {
  const at = folder();
  const interrupted = AbortSignal.abort();
  const { code } = await run(["outages", "write", "cascade", "--out", at], { interrupted });
  expect(code).toBe(130);
  expect(readdirSync(at).filter((name) => name.startsWith("cascade.jsonl"))).toEqual([]);
});

test.each([
  [["outages", "show"], "takes the name of one outage"],
  [["outages", "show", "2021-10-07"], "Did you mean 2021-10-0"],
  [["outages", "2021-10-08"], "Did you mean tocsin outages show 2021-10-08?"],
  [["outages", "write"], "or all"],
  [["outages", "list", "cascade"], "takes no name"],
  [["outages", "write", "cascade", "--seed", "-1"], "--seed"],
])("%j is refused with code 2 and says what to do", async (argv, reason) => {
  const { code, err } = await run(argv);
  expect(code).toBe(2);
  expect(err).toContain(reason);
});
