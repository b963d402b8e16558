import { PassThrough } from "node:stream";
import { runCli } from "../../src/index.ts";
import type { CliIo } from "../../src/io.ts";
import { captured } from "./captured.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in process with captured streams; `input` is what stands on standard input. */
export async function run(
  argv: readonly string[],
  change: Partial<CliIo> & { input?: string | Buffer } = {},
): Promise<Ran> {
  const stdout = captured();
  const stderr = captured();
  const stdin = new PassThrough();
  stdin.end(change.input ?? "");
  const code = await runCli(argv, { stdout, stderr, stdin, env: {}, ...change });
  return { code, out: stdout.text(), err: stderr.text() };
}
