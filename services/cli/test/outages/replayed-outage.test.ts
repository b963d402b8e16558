import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../support/run.ts";
import { smallOutageLines } from "../support/small-outage.ts";

let folder = "";
const [before, temporary] = [process.cwd(), process.env["TMPDIR"]];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "replayed-outage-"));
  mkdirSync(join(folder, "temporary"));
  mkdirSync(join(folder, "work"));
  process.env["TMPDIR"] = join(folder, "temporary");
  process.chdir(join(folder, "work"));
});
afterEach(() => {
  process.chdir(before);
  if (temporary === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = temporary;
  rmSync(folder, { recursive: true, force: true });
});
const left = (): readonly string[] => [
  ...readdirSync(join(folder, "temporary")),
  ...readdirSync(join(folder, "work")),
];

describe("a replay of an outage by its name", () => {
  test("judges it with its own topology and labels, says that it is made up, and leaves nothing", async () => {
    const { code, out, err } = await run(["replay", "isolated-outage", "--expect", "labels"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^Replaying isolated-outage \(.+\): telemetry that is made up, not recorded\.\n/);
    expect(out).toContain("payment-alone: found");
    expect(left()).toEqual([]);
  }, 120_000);

  test("with --out leaves its recording there beside the results, and takes it again", async () => {
    const argv = ["replay", "isolated-outage", "--out", "out", "--json"];
    const first = await run(argv);
    expect(first.code).toBe(0);
    expect(first.err).toContain("made up, not recorded");
    for (const line of first.out.trimEnd().split("\n")) expect(line).toMatch(/^\{.+\}$/);
    const files = ["isolated-outage.jsonl.gz", "isolated-outage.topology.json", "report.html"];
    for (const name of files) expect(existsSync(join("out", name)), name).toBe(true);
    const alerts = readFileSync("out/alerts.jsonl", "utf8");
    expect((await run(argv)).code).toBe(0);
    expect(readFileSync("out/alerts.jsonl", "utf8")).toBe(alerts);
    expect(left()).toEqual(["out"]);
  }, 120_000);

  test("is one of the file where there is a file of that name", async () => {
    writeFileSync("cascade", `${smallOutageLines().join("\n")}\n`);
    const { code, out } = await run(["replay", "cascade"]);
    expect(code).toBe(0);
    expect(out).not.toContain("Replaying");
    expect(out).not.toContain("payment");
  });

  test("takes a topology of the user's instead of its own", async () => {
    writeFileSync("mine.yaml", "services: { nobody: {} }\nnonsense: 1\n");
    const { code, err } = await run(["replay", "cascade", "--topology", "mine.yaml"]);
    expect(code).toBe(2);
    expect(err).toContain("mine.yaml");
    expect(left()).toEqual(["mine.yaml"]);
  }, 120_000);

  test("leaves nothing where it is interrupted", async () => {
    const { code } = await run(["replay", "2021-10-08"], { interrupted: AbortSignal.abort() });
    expect(code).toBe(130);
    expect(left()).toEqual([]);
  });

  test.each([
    [["2021-10-07"], 3, "no such file, and no outage of that name\nDid you mean 2021-10-0"],
    [["nothing-like-it"], 3, "tocsin outages lists the outages"],
    [["cascade", "holiday"], 2, "tocsin outages write cascade makes its recording"],
    [["cascade", "more.jsonl"], 2, "stands by itself"],
    [["cascade", "--speed", "slow"], 2, "--speed"],
    [["cascade", "--to", "kafka", "--json"], 2, "does not go with --to kafka"],
  ])("%j ends with %i, says what to do and makes nothing", async (argv, wanted, reason) => {
    const { code, err } = await run(["replay", ...argv]);
    expect(err).toContain(reason);
    expect(code).toBe(wanted);
    expect(left()).toEqual([]);
  });
});
