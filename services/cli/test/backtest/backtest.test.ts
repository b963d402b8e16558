import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CliIo } from "../../src/io.ts";
import { run } from "../support/run.ts";
import { writeSmallOutage } from "../support/small-outage.ts";

const root = mkdtempSync(join(tmpdir(), "backtest-"));
const recordings = join(root, "recordings");
const out = join(root, "out");
const at = (name: string): string => join(root, name);

interface Result {
  readonly pairs: readonly {
    readonly name: string;
    readonly configuration: string;
    readonly score: { readonly right: boolean | null; readonly wrong: readonly string[] } | null;
    readonly problem: string | null;
  }[];
  readonly differences: readonly { readonly name: string; readonly words: string }[] | null;
}

async function backtest(argv: readonly string[], change: Partial<CliIo> = {}) {
  const ran = await run(["backtest", ...argv, "--out", out, "--jobs", "2"], change);
  const file = join(out, "backtest.json");
  const result = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Result) : null;
  return { ...ran, result };
}

beforeAll(() => {
  const made = mkdtempSync(join(tmpdir(), "backtest-made-"));
  const files = writeSmallOutage(made);
  mkdirSync(recordings);
  renameSync(files.recording, join(recordings, "edge.jsonl"));
  renameSync(files.topology, join(recordings, "edge.topology.json"));
  renameSync(files.labels, join(recordings, "edge.labels.json"));
  writeFileSync(at("bold.yaml"), "budget: { falseAlarmsPer90Days: 100 }\n");
  writeFileSync(at("shy.yaml"), "budget: { falseAlarmsPer90Days: 0.01 }\n");
  writeFileSync(
    at("right.yaml"),
    "all: { right: true, falseAlarmsAtMost: 0 }\ncases: { edge: { delayMinutesAtMost: 10 } }\n",
  );
  writeFileSync(at("strict.yaml"), "cases: { edge: { delayMinutesAtMost: 0.5 }, other: { right: true } }\n");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("a backtest", () => {
  test("judges a folder under two configurations and finds both as labelled and as expected", async () => {
    const argv = [
      recordings,
      "--config",
      at("bold.yaml"),
      "--config",
      at("shy.yaml"),
      "--expect",
      at("right.yaml"),
    ];
    const { code, out: said, err, result } = await backtest(argv);
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(
      result?.pairs.map(({ name, configuration, score }) => [name, configuration, score?.right]),
    ).toEqual([
      ["edge", "bold", true],
      ["edge", "shy", true],
    ]);
    expect(result?.differences).toEqual([]);
    expect(said).toContain("edge: right");
    expect(said).toContain("known after");
    expect(said.replaceAll(/\s+/g, " ")).toMatch(/0 in 0\.14 days: 0 per 90 days \(0 to [\d,]+\)/);
    const page = readFileSync(join(out, "comparison.html"), "utf8");
    expect(page).toContain("2 of 2 as labelled");
    expect(page).toContain("Content-Security-Policy");
    expect(page.match(/data-strip=/g)?.length).toBe(2);
  });

  test("does not judge again what did not change, and gives the same file", async () => {
    const argv = [recordings, "--config", at("bold.yaml")];
    await backtest(argv);
    const before = readFileSync(join(out, "backtest.json"), "utf8");
    const page = readFileSync(join(out, "comparison.html"), "utf8");
    // With nothing left to judge no thread is needed, so that an interruption cannot be noticed.
    const { code } = await backtest(argv, { interrupted: AbortSignal.abort() });
    expect(code).toBe(0);
    expect(readFileSync(join(out, "backtest.json"), "utf8")).toBe(before);
    expect(readFileSync(join(out, "comparison.html"), "utf8")).toBe(page);
  });

  test("one thread and two give the same bytes", async () => {
    const argv = [recordings, "--config", at("bold.yaml"), "--config", at("shy.yaml"), "--no-cache"];
    await backtest(argv);
    const two = readFileSync(join(out, "backtest.json"), "utf8");
    await run(["backtest", ...argv, "--out", out, "--jobs", "1"]);
    expect(readFileSync(join(out, "backtest.json"), "utf8")).toBe(two);
  });

  test("ends with 1 where something is not as expected, and says what", async () => {
    const { code, err, result } = await backtest([recordings, "--expect", at("strict.yaml")]);
    expect(code).toBe(1);
    expect(err).toMatch(
      /not as expected: edge \(default\): edge-down: delay \d+(\.\d+)? min, at most 0\.5 min/,
    );
    expect(err).toContain("other: is expected and was not judged");
    expect(result?.differences).toHaveLength(2);
  });

  test("in GitHub Actions writes a summary and marks every difference as an error", async () => {
    const summary = at("summary.md");
    writeFileSync(summary, "before\n");
    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
    const { err } = await backtest([recordings, "--expect", at("strict.yaml")], { env });
    expect(err).toMatch(/^::error title=tocsin backtest%3A edge \(default\)::edge-down: delay/m);
    const text = readFileSync(summary, "utf8");
    expect(text.startsWith("before\n## tocsin backtest: 1 of 1 as labelled\n")).toBe(true);
    expect(text).toContain("| edge | default | right |");
    expect(text).toContain("Not as expected:");
  });

  test("a grid makes every combination on top of its base", async () => {
    writeFileSync(
      at("grid.yaml"),
      "base: { environment: lab }\nvary: { budget.falseAlarmsPer90Days: [1, 10], allowedLatenessMs: [30000, 60000] }\n",
    );
    const { code, result } = await backtest([recordings, "--grid", at("grid.yaml")]);
    expect(code).toBe(0);
    expect(result?.pairs.map(({ configuration }) => configuration)).toEqual([
      "budget.falseAlarmsPer90Days=1, allowedLatenessMs=30000",
      "budget.falseAlarmsPer90Days=1, allowedLatenessMs=60000",
      "budget.falseAlarmsPer90Days=10, allowedLatenessMs=30000",
      "budget.falseAlarmsPer90Days=10, allowedLatenessMs=60000",
    ]);
  });

  test("a recording that cannot be read is told, all others are judged, and the code is 3", async () => {
    writeFileSync(at("empty.jsonl"), "");
    writeFileSync(at("foreign.jsonl"), "no telemetry at all\n");
    const { code, err, result } = await backtest([
      at("empty.jsonl"),
      at("foreign.jsonl"),
      join(recordings, "edge.jsonl"),
    ]);
    expect(code).toBe(3);
    expect(err).toContain("the file has no bytes");
    expect(err).toContain("foreign: no reading in it could be used");
    expect(result?.pairs.map(({ score }) => score?.right ?? null)).toEqual([null, null, true]);
  });

  test("a recording without labels is judged but not scored", async () => {
    const copy = at("bare.jsonl");
    writeFileSync(copy, readFileSync(join(recordings, "edge.jsonl")));
    const { code, out: said, result } = await backtest([copy]);
    expect(code).toBe(0);
    expect(said).toContain("bare: no labels");
    expect(result?.pairs[0]?.score?.right).toBe(null);
  });

  test("a changed byte of the recording is judged again", async () => {
    const copy = at("grown.jsonl");
    writeFileSync(copy, readFileSync(join(recordings, "edge.jsonl")));
    const before = (await backtest([copy, "--json"])).out;
    writeFileSync(copy, readFileSync(copy, "utf8").split("\n").slice(0, -100).join("\n"));
    expect((await backtest([copy, "--json"])).out).not.toBe(before);
  });

  test("an interruption before anything is done ends with 130", async () => {
    const { code } = await backtest([recordings, "--no-cache"], { interrupted: AbortSignal.abort() });
    expect(code).toBe(130);
  });
});

describe("an interruption in the middle", () => {
  /** Interrupts once so much stands on the terminal. */
  function interruptedAt(words: string): Pick<CliIo, "stderr" | "interrupted"> {
    const abort = new AbortController();
    const stderr = Object.assign(
      new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          if (chunk.toString().includes(words)) abort.abort();
          done();
        },
      }),
      { isTTY: true, columns: 80 },
    );
    return { stderr, interrupted: abort.signal };
  }

  test("of judging ends with 130, writes no result, and keeps what was done whole for the next time", async () => {
    const into = at("interrupted");
    const argv = ["backtest", recordings, "--config", at("bold.yaml"), "--config", at("shy.yaml")];
    const options = ["--out", into, "--jobs", "1"];
    const { code } = await run([...argv, ...options], interruptedAt("1 of 2 judged"));
    expect(code).toBe(130);
    expect(readdirSync(into).toSorted()).toEqual(["cache", "recordings"]);
    const kept = readdirSync(join(into, "cache"));
    expect(kept).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.json$/)]);
    const text = readFileSync(join(into, "cache", kept[0]!), "utf8");
    expect(kept[0]).toBe(`${(JSON.parse(text) as { key: string }).key}.json`);
    // The first of both is not judged again: there is only one left to do.
    const again = interruptedAt("0 of 2 judged");
    expect((await run([...argv, ...options], again)).code).toBe(0);
    expect(again.interrupted?.aborted).toBe(false);
    expect(readdirSync(join(into, "cache"))).toHaveLength(2);
  });

  test("of the making of a recording leaves no piece of it", async () => {
    const into = at("making");
    const abort = new AbortController();
    mkdirSync(join(into, "recordings"), { recursive: true });
    const watcher = watch(join(into, "recordings"), (_event, name) => {
      if (name?.endsWith(".unfinished") === true) abort.abort();
    });
    const { code } = await run(["backtest", "cascade", "--out", into], { interrupted: abort.signal });
    watcher.close();
    expect(code).toBe(130);
    expect(readdirSync(join(into, "recordings")).toSorted()).toEqual([
      "cascade.labels.json",
      "cascade.topology.json",
    ]);
  });
});

describe("a backtest that makes no sense", () => {
  test.each([
    [[], 2, "needs something to judge"],
    [["-"], 2, "write it to a file"],
    [["nix"], 2, "there is no outage nix"],
    [["2021-10-9"], 2, "Did you mean 2021-10-0"],
    [["nowhere/a.jsonl"], 3, "there is no such file"],
    [["cascade", "cascade"], 2, "two of what is to be judged are called cascade"],
    [["cascade", "--grid", "g.yaml", "--config", "c.yaml"], 2, "do not go together"],
    [["cascade", "--config", "nowhere.yaml"], 2, "nothing was judged, because of these faults"],
    [["cascade", "--expect", "nowhere.yaml"], 2, "nothing was judged, because of these faults"],
  ])("%j ends with %i and says what to do", async (argv, wanted, reason) => {
    const { code, err } = await backtest(argv);
    expect(err).toContain(reason);
    expect(code).toBe(wanted);
  });

  test("without a thread nothing can be judged", async () => {
    const { code, err } = await run(["backtest", "cascade", "--jobs", "0"]);
    expect(err).toContain("--jobs takes a whole number");
    expect(code).toBe(2);
  });

  test("a wish that there is not is a fault of the expectation, with what was meant", async () => {
    writeFileSync(at("typo.yaml"), "all: { rigth: true }\n");
    const { code, err } = await backtest([recordings, "--expect", at("typo.yaml")]);
    expect(code).toBe(2);
    expect(err).toContain("right");
  });
});
