import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { PassThrough } from "node:stream";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeShortScenario } from "../../../../test/scenarios/short-scenario.ts";
import { runDemo } from "../../src/demo/run-demo.ts";

let folder = "";
let scenarioPath = "";
let recording = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-demo-"));
  scenarioPath = writeShortScenario(folder);
  recording = join(folder, "out", "2021-10-04.jsonl.gz");
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const text = (stream: PassThrough): string => String(stream.read() ?? "");
const here = (name: string): string => relative("", join(folder, name));

/** Runs the demo with a replay that only notes how it was called. */
async function run(replayCode = 0, interrupted?: AbortSignal) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const calls: (readonly string[])[] = [];
  const code = await runDemo({
    io: {
      stdout,
      stderr,
      stdin: new PassThrough(),
      env: {},
      ...(interrupted === undefined ? {} : { interrupted }),
    },
    replay: async (argv) => {
      calls.push(argv);
      return replayCode;
    },
    outFolder: join(folder, "out"),
    scenarioPath,
  });
  return { code, calls, out: text(stdout), err: text(stderr) };
}

const madeAt = (): bigint => statSync(recording, { bigint: true }).mtimeNs;

describe("tocsin demo", () => {
  test("generates the recording, replays it with its topology and labels, and tells where the results are", async () => {
    const { code, calls, out, err } = await run();
    expect(calls).toEqual([
      [
        here("out/2021-10-04.jsonl.gz"),
        "--topology",
        here("2021-10-04.topology.yaml"),
        "--labels",
        here("2021-10-04.labels.json"),
        "--out",
        `${here("out")}/`,
      ],
    ]);
    expect(code).toBe(0);
    expect(out).toContain("reconstructed from public reports, not recorded");
    expect(out).toContain(here("out/report.html"));
    expect(out).toContain(here("out/alerts.jsonl"));
    expect(err).toBe("");
    expect(gunzipSync(readFileSync(recording)).toString("utf8")).toContain('"provenance":"reconstructed"');
  });

  test("uses the recording again when the same one lies there", async () => {
    await run();
    const first = madeAt();
    const { calls } = await run();
    expect(madeAt()).toBe(first);
    expect(calls).toHaveLength(1);
  });

  test("makes the recording anew when it was cut off or the scenario has changed", async () => {
    await run();
    const complete = readFileSync(recording);
    truncateSync(recording, complete.length - 1);
    await run();
    expect(readFileSync(recording).equals(complete)).toBe(true);

    const first = madeAt();
    appendFileSync(scenarioPath, "# changed\n");
    await run();
    expect(madeAt()).not.toBe(first);
  });

  test("ends with the replay's exit code and then promises no results", async () => {
    const { code, out } = await run(3);
    expect(code).toBe(3);
    expect(out).not.toContain("report.html");
  });

  test("ends with 130 and replays nothing when it is interrupted while generating", async () => {
    const { code, calls } = await run(0, AbortSignal.abort());
    expect(code).toBe(130);
    expect(calls).toEqual([]);
  });
});
