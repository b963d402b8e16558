import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { run } from "../../services/cli/test/support/run.ts";

/** The lines of what a replay wrote, each file read when it is asked for. */
export interface ReplayedFiles {
  readonly alerts: () => readonly string[];
  readonly evidence: () => readonly string[];
  readonly points: () => readonly string[];
}

/** `tocsin replay` of a recording, in this process. Anything but success is an error with what it said. */
export async function replayInto(
  out: string,
  recording: string,
  ...options: readonly string[]
): Promise<ReplayedFiles> {
  const { code, err } = await run(["replay", recording, "--out", out, "--quiet", ...options]);
  if (code !== 0) throw new Error(`the replay ended with ${code}: ${err}`);
  const bytesOf = (name: string): Buffer => readFileSync(join(out, name));
  return {
    alerts: () => linesOf(bytesOf("alerts.jsonl")),
    evidence: () => linesOf(gunzipSync(bytesOf("evidence.jsonl.gz"))),
    points: () => linesOf(gunzipSync(bytesOf("influx.lp.gz"))),
  };
}

/** Without the empty one at the end. */
export const linesOf = (text: string | Buffer): readonly string[] =>
  text
    .toString()
    .split("\n")
    .filter((line) => line !== "");
